/** The store refuses or can't be reached; the message says which object, and why. */
export class ObjectStoreError extends Error {
  override name = 'ObjectStoreError';
}

/** There is no object under this key. */
export class ObjectMissing extends ObjectStoreError {
  override name = 'ObjectMissing';
  readonly key: string;

  constructor(key: string, store: string) {
    super(`there is no object "${key}" in ${store}`);
    this.key = key;
  }
}
