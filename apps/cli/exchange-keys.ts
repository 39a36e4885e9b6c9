import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { DirectorySecrets } from '../../adapters/secrets/directory-secrets.ts';
import { EnvironmentSecrets } from '../../adapters/secrets/environment-secrets.ts';
import { SecretError } from '../../adapters/secrets/port.ts';
import type { StartPlan } from './start-plan.ts';

/** Environment of the processes that sign, and of no other. */
export type ExchangeKeys = Readonly<Record<'MINUTEHAND_API_KEY' | 'MINUTEHAND_API_SECRET', string>>;

/**
 * Takes the exchange's keys out of the environment, so that no other child inherits them; undefined where none are
 * needed. From the secrets folder where one was named.
 *
 * @throws ConfigurationRefused when a key is missing or no key.
 */
export async function takeExchangeKeys(plan: StartPlan, env: NodeJS.ProcessEnv): Promise<ExchangeKeys | undefined> {
  const given = { MINUTEHAND_API_KEY: env['MINUTEHAND_API_KEY'], MINUTEHAND_API_SECRET: env['MINUTEHAND_API_SECRET'] };
  for (const name of Object.keys(given)) delete env[name];
  if (plan.exchange === 'paper') return undefined;
  const { secretsDirectory } = plan;
  const source =
    secretsDirectory === undefined ? new EnvironmentSecrets(given) : new DirectorySecrets(secretsDirectory);
  try {
    return {
      MINUTEHAND_API_KEY: await source.get('MINUTEHAND_API_KEY'),
      MINUTEHAND_API_SECRET: await source.get('MINUTEHAND_API_SECRET'),
    };
  } catch (error) {
    if (error instanceof SecretError) throw new ConfigurationRefused(error.message);
    throw error;
  }
}
