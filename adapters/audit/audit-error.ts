/** The audit can't be opened, or not be written as it should be. The message says which file and what to do. */
export class AuditError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'AuditError';
  }
}
