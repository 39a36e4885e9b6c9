import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { featureHash } from '../../core/features/feature-hash.ts';
import type { FeatureDefinition } from '../../core/features/definition.ts';
import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { FEATURES } from '../../core/features/registry.ts';

/** Where the table of all features is kept. */
export const FEATURE_TABLE_FILE = path.resolve(import.meta.dirname, '../../docs/features.md');

/** docs/features.md, written from the registry: `node --import tsx infra/docs/feature-table.ts`. */
export function featureTable(): string {
  const families = [...new Set(FEATURES.map(({ family }) => family))];
  return [
    '# Features',
    '',
    'Written from the registry in `core/features/` by `node --import tsx infra/docs/feature-table.ts`; change it there.',
    '',
    `${FEATURES.length} features of a minute, computed by one code for live, backtest and training. ${MODEL_FEATURES.length} of them, ` +
      `marked M, are the model's default inputs (feature hash \`${featureHash(MODEL_FEATURES)}\`).`,
    '',
    '- `[t]` is the minute itself, `[t-1]` the one before; `meanN`, `sumN`, `stdN`, `highestN`, `lowestN` take the last N minutes, `[t]` included.',
    '- Bars: how many are needed until the first value, and until the value no longer depends on where the history starts',
    '  (1e-9 relative), where that is later.',
    '- Before its first value a feature is NaN. A feature with the history `book` is NaN where no book was recorded, and 0 in',
    '  the matrix that a model sees, in training and serving alike.',
    '',
    ...families.flatMap(familyTable),
  ].join('\n');
}

function familyTable(family: FeatureDefinition['family']): string[] {
  return [
    `## ${family}`,
    '',
    '| feature | | formula | unit | bars | inputs | history | source |',
    '|---|---|---|---|---|---|---|---|',
    ...FEATURES.filter((feature) => feature.family === family).map(row),
    '',
  ];
}

function row(feature: FeatureDefinition): string {
  const { defined, settled } = feature.warmUp;
  const cells = [
    `\`${feature.name}\``,
    MODEL_FEATURES.includes(feature.name) ? 'M' : '',
    `\`${feature.formula}\``,
    feature.unit,
    settled === defined ? `${defined}` : `${defined}, ${settled}`,
    feature.inputs.join(', '),
    feature.history,
    feature.source,
  ];
  return `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
}

if (process.argv[1] === import.meta.filename) writeFileSync(FEATURE_TABLE_FILE, featureTable());
