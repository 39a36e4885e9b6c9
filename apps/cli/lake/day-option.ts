import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import type { UtcDate } from '../../../core/pipeline/data-interval.ts';

/** A UTC day of the command line. @throws ConfigurationRefused that names the option. */
export function dayOption(option: string, text: string): UtcDate;
export function dayOption(option: string, text: string | undefined): UtcDate | undefined;
export function dayOption(option: string, text: string | undefined): UtcDate | undefined {
  if (text === undefined) return undefined;
  try {
    startOfDate(text);
    return text;
  } catch (error) {
    throw new ConfigurationRefused(`${option}: ${(error as Error).message}`);
  }
}
