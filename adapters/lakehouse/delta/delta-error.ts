/** A table can't be read or written as asked; the message says which table, what was wrong and what would be right. */
export class DeltaError extends Error {
  override name = 'DeltaError';
}

/** Another writer changed what this change rests on: look again, and make it anew. */
export class ConcurrentChange extends DeltaError {
  override name = 'ConcurrentChange';
}
