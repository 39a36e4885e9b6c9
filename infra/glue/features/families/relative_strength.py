"""As core/features/families/relative-strength.ts."""

from ..derived.oscillators import relative_strength

FEATURES = {
    "rsi_6": lambda c: relative_strength(c, 6),
    "rsi_14": lambda c: relative_strength(c, 14),
}
