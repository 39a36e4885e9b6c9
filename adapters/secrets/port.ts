/** Where secrets come from. Values are never logged and never appear in a message. */
export interface SecretSource {
  /** The secret of that name, e.g. "MINUTEHAND_API_KEY". Throws SecretError saying what is missing and where. */
  get(name: string): Promise<string>;
}

/** A secret that isn't there or can't be used. What to do about it stands in the message; the value does not. */
export class SecretError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'SecretError';
  }
}

/** Names are environment variables and file names at once: capitals, digits and underscores. */
const NAME = /^[A-Z][A-Z0-9_]{0,63}$/;

/** The name, or SecretError: it must not lead out of a folder. */
export function checkedSecretName(name: string): string {
  if (NAME.test(name)) return name;
  throw new SecretError(`"${name}" is no name of a secret: use up to 64 of A-Z, 0-9 and _, a letter first`);
}

/** The value without the line end that editors add; SecretError when nothing or more than one line is left. */
export function checkedSecret(value: string, where: string): string {
  const secret = value.replace(/[\r\n]+$/, '');
  if (secret === '') throw new SecretError(`${where} is empty`);
  if (secret !== secret.trim() || /[\r\n\t]/.test(secret)) {
    throw new SecretError(`${where} has spaces around it or more than one line: it should hold the secret alone`);
  }
  return secret;
}
