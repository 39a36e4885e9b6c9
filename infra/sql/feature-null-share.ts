import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { FEATURES } from '../../core/features/registry.ts';

/** The one report with a line for every feature. */
export const FEATURE_NULL_SHARE_FILE = path.resolve(import.meta.dirname, '../../sql/feature-null-share.sql');

/**
 * sql/feature-null-share.sql, written from the registry: `node --import tsx infra/sql/feature-null-share.ts`. DuckDB and
 * Trino have no common way to turn columns into rows but this: count all in one pass, then pick by name.
 */
export function featureNullShare(): string {
  const names = FEATURES.map(({ name }) => name);
  return [
    '-- How many minutes have no value of each feature, most first. Written from the registry in core/features/ by',
    '-- infra/sql/feature-null-share.ts.',
    '-- :symbol text = BTCUSDT  the pair',
    '-- :from date = 2019-09-01  first day',
    '-- :to date = 2100-01-01  day after the last',
    '-- unit: percent of the minutes that the exchange has',
    'WITH counted AS (',
    '  SELECT',
    '    count(*) AS minutes,',
    names.map((name) => `    count(${name}) AS ${name}`).join(',\n'),
    '  FROM gold.features_1m',
    "  WHERE symbol = :symbol AND date >= :from AND date < :to AND status <> 'missing'",
    '),',
    'present AS (',
    '  SELECT',
    '    names.feature,',
    '    counted.minutes,',
    '    CASE names.feature',
    ...names.map((name) => `      WHEN '${name}' THEN counted.${name}`),
    '    END AS minutes_present',
    '  FROM counted',
    '  CROSS JOIN (',
    '    VALUES',
    names.map((name) => `      ('${name}')`).join(',\n'),
    '  ) AS names (feature)',
    ')',
    'SELECT',
    '  feature,',
    '  minutes,',
    '  minutes - minutes_present AS empty_minutes,',
    '  1e2 * (minutes - minutes_present) / nullif(minutes, 0) AS empty_percent',
    'FROM present',
    'ORDER BY empty_minutes DESC, feature',
    '',
  ].join('\n');
}

if (process.argv[1] === import.meta.filename) writeFileSync(FEATURE_NULL_SHARE_FILE, featureNullShare());
