import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';

/** A month of the command line: its first day, and the day after its last. @throws ConfigurationRefused that names the option. */
export function monthOption(
  option: string,
  text: string | undefined,
): { readonly first: UtcDate; readonly end: UtcDate } | undefined {
  if (text === undefined) return undefined;
  const [, year, month] = /^(\d{4})-(0[1-9]|1[0-2])$/.exec(text) ?? [];
  if (year === undefined || month === undefined) {
    throw new ConfigurationRefused(`${option} is "${text}", and must be a month like 2022-05`);
  }
  return { first: `${text}-01`, end: new Date(Date.UTC(Number(year), Number(month), 1)).toISOString().slice(0, 10) };
}
