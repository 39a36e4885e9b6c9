import { readFile, stat } from 'node:fs/promises';
import path from 'node:path';
import { checkedSecret, checkedSecretName, SecretError, type SecretSource } from './port.ts';

/** Read, write or execute by the group or by others. */
const OTHERS = 0o077;

/** Secrets from a folder with one file each, named as the secret, readable by its owner alone (mode 600 or 400). */
export class DirectorySecrets implements SecretSource {
  readonly #directory: string;

  constructor(directory: string) {
    this.#directory = directory;
  }

  async get(name: string): Promise<string> {
    const file = path.join(this.#directory, checkedSecretName(name));
    await checkMode(file, name);
    return checkedSecret(await readFile(file, 'utf8'), `the secret file ${file}`);
  }
}

async function checkMode(file: string, name: string): Promise<void> {
  const found = await stat(file).catch((failure: NodeJS.ErrnoException) => failure);
  if (found instanceof Error) {
    const reason = found.code === 'ENOENT' ? 'there is no such file' : (found.code ?? 'it cannot be looked at');
    throw new SecretError(`${name} can't be read from ${file}: ${reason}`);
  }
  if (!found.isFile()) throw new SecretError(`${name} can't be read from ${file}: it is not a file`);
  // Windows has no such modes.
  if (process.platform !== 'win32' && (found.mode & OTHERS) !== 0) {
    const mode = (found.mode & 0o777).toString(8);
    throw new SecretError(`${file} is open to others (mode ${mode}): run chmod 600 on it`);
  }
}
