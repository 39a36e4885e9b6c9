import { directionalMovement } from '../derived/directional-movement.ts';
import type { FeatureDefinition } from '../definition.ts';
import { recursive, wilderKeeps } from '../warm-up.ts';

const DEFINITION = {
  family: 'trend',
  inputs: ['high', 'low', 'close'],
  unit: 'percent',
  history: 'klines',
  version: 1,
} as const;
const DI_WARM_UP = recursive(15, wilderKeeps(14));

/** Wilder's directional movement over 14 minutes. */
export const DIRECTIONAL_MOVEMENT_FEATURES: readonly FeatureDefinition[] = [
  {
    ...DEFINITION,
    name: 'plus_di_14',
    formula: '100 * wilderSum14(upward movement) / wilderSum14(true range); 0 while the ranges are all 0',
    source: 'TA-Lib PLUS_DI(14), Wilder 1978',
    warmUp: DI_WARM_UP,
    compute: ({ use }) => use(directionalMovement).plusDi,
  },
  {
    ...DEFINITION,
    name: 'minus_di_14',
    formula: '100 * wilderSum14(downward movement) / wilderSum14(true range); 0 while the ranges are all 0',
    source: 'TA-Lib MINUS_DI(14), Wilder 1978',
    warmUp: DI_WARM_UP,
    compute: ({ use }) => use(directionalMovement).minusDi,
  },
  {
    ...DEFINITION,
    name: 'adx_14',
    formula:
      'wilder14(100 * |plus_di - minus_di| / (plus_di + minus_di)), beginning with the mean of 14; unchanged where both are 0',
    source: 'TA-Lib ADX(14), Wilder 1978',
    warmUp: recursive(28, wilderKeeps(14), wilderKeeps(14)),
    compute: ({ use }) => use(directionalMovement).adx,
  },
];
