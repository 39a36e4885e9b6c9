"""As core/features/families/directional-movement.ts."""

from ..derived.directional_movement import directional_movement

FEATURES = {
    "plus_di_14": lambda c: c.use(directional_movement)[0],
    "minus_di_14": lambda c: c.use(directional_movement)[1],
    "adx_14": lambda c: c.use(directional_movement)[2],
}
