import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { freePort, isFree } from '../../../adapters/temporal-server/free-port.ts';

/**
 * The port that was asked for, or the usual one when it is free, or any free one.
 *
 * @throws ConfigurationRefused when the one that was asked for is taken.
 */
export async function choosePort(flag: string, asked: number | undefined, usual: number): Promise<number> {
  if (asked === undefined) return freePort(usual);
  if (await isFree(asked)) return asked;
  throw new ConfigurationRefused(`${flag} ${asked} is taken: choose another, or leave it out and a free one is found`);
}
