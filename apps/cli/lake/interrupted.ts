/** A command was interrupted before its work was done; the message says what becomes of it. */
export class CommandInterrupted extends Error {
  override name = 'CommandInterrupted';
}
