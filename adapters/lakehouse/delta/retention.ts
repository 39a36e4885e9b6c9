import { DeltaError } from './delta-error.ts';

const DAY_MS = 86_400_000;
const UNITS: Readonly<Record<string, number>> = {
  millisecond: 1,
  second: 1_000,
  minute: 60_000,
  hour: 3_600_000,
  day: DAY_MS,
  week: 7 * DAY_MS,
};

/**
 * How long a removed file is kept for readers of older versions, in milliseconds: `delta.deletedFileRetentionDuration`,
 * e.g. `interval 2 days`; a week by default.
 *
 * @throws DeltaError for a setting that is no such interval.
 */
export function retentionMs(configuration: Readonly<Record<string, string>>): number {
  const setting = configuration['delta.deletedFileRetentionDuration'] ?? 'interval 1 week';
  const [, count, unit] = /^interval (\d+) ([a-z]+?)s?$/i.exec(setting.trim()) ?? [];
  const size = UNITS[unit?.toLowerCase() ?? ''];
  if (count !== undefined && size !== undefined) return Number(count) * size;
  throw new DeltaError(`delta.deletedFileRetentionDuration is "${setting}"; right is e.g. "interval 7 days"`);
}
