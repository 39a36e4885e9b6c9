/** A statement that can't be run as it is written; one sentence says what is wrong and where. */
export class QueryRefused extends Error {
  override name = 'QueryRefused';
}

/** A statement that was not carried to its end: the engine failed, the time was up, or it was cancelled. */
export class QueryFailed extends Error {
  override name = 'QueryFailed';
}
