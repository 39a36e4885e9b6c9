import assert from 'node:assert/strict';
import { chmod, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { DirectorySecrets } from '../../../adapters/secrets/directory-secrets.ts';
import { SecretError } from '../../../adapters/secrets/port.ts';

describe('secrets from a folder', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-secrets-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const put = async (name: string, text: string, mode: number): Promise<void> => {
    await writeFile(path.join(folder, name), text);
    await chmod(path.join(folder, name), mode);
  };
  const get = (name: string): Promise<string> => new DirectorySecrets(folder).get(name);

  it('are the content of the file of that name, without the last line end', async () => {
    await put('API_KEY', 'abc\n', 0o600);
    await put('API_SECRET', 'def', 0o400);
    assert.equal(await get('API_KEY'), 'abc');
    assert.equal(await get('API_SECRET'), 'def');
  });

  for (const mode of [0o644, 0o640, 0o604, 0o620, 0o602]) {
    it(`in a file of mode ${mode.toString(8)} are refused, with the remedy`, async () => {
      await put('API_KEY', 'hunter2', mode);
      await assert.rejects(
        get('API_KEY'),
        (error: unknown) =>
          error instanceof SecretError &&
          error.message.includes(`mode ${mode.toString(8)}): run chmod 600`) &&
          !error.message.includes('hunter2'),
      );
    });
  }

  it('that are missing, empty or not a file are named with their place', async () => {
    await assert.rejects(get('API_KEY'), /API_KEY can't be read from .*API_KEY: there is no such file/);
    await put('EMPTY', '\n', 0o600);
    await assert.rejects(get('EMPTY'), /the secret file .*EMPTY is empty/);
    await mkdir(path.join(folder, 'FOLDER'));
    await assert.rejects(get('FOLDER'), /it is not a file/);
  });

  it('can not be looked for outside the folder', async () => {
    for (const name of ['../API_KEY', '/etc/passwd', 'a', 'A/B', '']) {
      await assert.rejects(get(name), /is no name of a secret/);
    }
  });
});
