import { certainOf } from './signal-rule.ts';
import type { SignalRule } from './signal-rule.ts';

/** Says HOLD of every minute: what doing nothing earns, and the accuracy that a classifier has to beat. */
export const ALWAYS_FLAT: SignalRule = {
  id: 'flat',
  features: [],
  opinionOf: () => certainOf('HOLD', 0),
};
