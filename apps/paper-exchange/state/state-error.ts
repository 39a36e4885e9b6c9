/** The state folder can't be used; the message says which file, what is wrong and what to do. */
export class StateError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'StateError';
  }
}
