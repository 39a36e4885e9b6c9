import type { FeatureInputs } from '../features/inputs.ts';
import { ALWAYS_FLAT } from './always-flat.ts';
import { logisticRegression } from './logistic-regression.ts';
import { meanMoveAfter } from './mean-move-after.ts';
import { meanReversion } from './mean-reversion.ts';
import { momentum } from './momentum.ts';
import { randomEntry } from './random-entry.ts';
import type { SignalRule } from './signal-rule.ts';

/** The rules to compare a model with, by the names that a person types. */
export const RULE_NAMES = ['flat', 'random', 'momentum', 'mean-reversion', 'logistic'] as const;
export type RuleName = (typeof RULE_NAMES)[number];

export interface RuleMaking {
  /** Of the random entries. */
  readonly seed: number;
  /** Share of the minutes in which random entries want to be in; see random-entry.ts. */
  readonly entryShare: number;
  /** Minutes before the first one that the rule is judged on: what it expects of a signal is learnt from them. */
  readonly training: FeatureInputs;
  readonly horizonMinutes: number;
}

/** Beyond any cost gate at usual fees. */
const CLAIMED_MOVE_BPS = 40;

/**
 * A rule, its expectations fitted on `training`.
 * @throws RangeError as the rule's own factory: too few minutes, or shares out of range.
 */
export function comparisonRule(name: RuleName, { seed, entryShare, training, horizonMinutes }: RuleMaking): SignalRule {
  switch (name) {
    case 'flat':
      return ALWAYS_FLAT;
    case 'random':
      return randomEntry({ seed, entryShare, claimedMoveBps: CLAIMED_MOVE_BPS });
    case 'momentum':
      return withLearntMove(momentum, training, horizonMinutes);
    case 'mean-reversion':
      return withLearntMove(meanReversion, training, horizonMinutes);
    case 'logistic':
      return logisticRegression(training, { horizonMinutes });
  }
}

function withLearntMove(
  make: (options: { expectedMoveBps: number }) => SignalRule,
  training: FeatureInputs,
  horizonMinutes: number,
): SignalRule {
  return make({ expectedMoveBps: meanMoveAfter(make({ expectedMoveBps: 0 }), training, horizonMinutes) });
}
