/** One rule of the promotion gate, as it was judged. */
export interface GateCheck {
  /** Of the rule, e.g. `least-trades`. */
  readonly rule: string;
  readonly passed: boolean;
  /** What was found and what would have been right. */
  readonly sentence: string;
  /** The numbers behind it by name; null where there is none. */
  readonly numbers: Readonly<Record<string, number | null>>;
}

/** Whether a challenger takes the champion's place, and why: kept with the model's history. */
export interface PromotionVerdict {
  readonly decision: 'promote' | 'keep';
  /** For people: why, in one sentence. */
  readonly reason: string;
  /** Every rule of the gate, in its order, the passed ones too. */
  readonly checks: readonly GateCheck[];
}
