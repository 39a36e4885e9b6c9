import assert from 'node:assert/strict';
import { EnvironmentSecrets } from '../../../adapters/secrets/environment-secrets.ts';
import { SecretError } from '../../../adapters/secrets/port.ts';

describe('secrets from the environment', () => {
  it('are the variable of that name', async () => {
    assert.equal(await new EnvironmentSecrets({ MINUTEHAND_API_KEY: 'abc' }).get('MINUTEHAND_API_KEY'), 'abc');
  });

  it('that are missing or empty say what to do', async () => {
    await assert.rejects(
      new EnvironmentSecrets({}).get('MINUTEHAND_API_KEY'),
      /^SecretError: MINUTEHAND_API_KEY is not set: put/,
    );
    await assert.rejects(new EnvironmentSecrets({ A: '\n' }).get('A'), /the environment variable A is empty/);
  });

  it('with blanks around them are refused without being shown', async () => {
    const source = new EnvironmentSecrets({ A: ' hunter2', B: 'hunter2\nhunter3' });
    for (const name of ['A', 'B']) {
      await assert.rejects(
        source.get(name),
        (error: unknown) => error instanceof SecretError && !error.message.includes('hunter'),
      );
    }
  });

  it('have names of capitals', async () => {
    await assert.rejects(new EnvironmentSecrets({ path: 'x' }).get('path'), /"path" is no name of a secret/);
  });
});
