/** A stage can't go on with what is in the lake: no retry mends it. Nothing was written. */
export class UnreadableBronze extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'UnreadableBronze';
  }
}
