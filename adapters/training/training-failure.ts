/**
 * Training, or what it needs, can't go on; the message is a sentence for the operator that says what was wrong and what
 * would be right.
 */
export class TrainingFailure extends Error {
  override readonly name = 'TrainingFailure';
}
