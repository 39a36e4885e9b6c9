/** Why a training can't go on. Another attempt at the same may help only where it was `interrupted`. */
export type TrainingFailureKind =
  /** There is too little data, or it is not what it should be. */
  | 'data'
  /** The loss stopped being a number, or is worse than knowing the class shares. */
  | 'diverged'
  /** It can't be started: an option is wrong, no Python fits, a right is missing. */
  | 'refused'
  /** A person has ended it. */
  | 'stopped'
  /** The trainer's files can't serve: they are incomplete, or another runtime answers otherwise. */
  | 'unusable'
  /** Killed, out of memory, or without an answer for too long. */
  | 'interrupted';

/**
 * Training, or what it needs, can't go on; the message is a sentence for the operator that says what was wrong and what
 * would be right.
 */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
  readonly kind: TrainingFailureKind;

  constructor(message: string, kind: TrainingFailureKind = 'data') {
    super(message);
    this.kind = kind;
  }
}
