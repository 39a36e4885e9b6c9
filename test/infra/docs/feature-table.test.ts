import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { FEATURES } from '../../../core/features/registry.ts';
import { FEATURE_TABLE_FILE, featureTable } from '../../../infra/docs/feature-table.ts';

describe('docs/features.md', () => {
  it('is what the registry says: if not, run node --import tsx infra/docs/feature-table.ts', () => {
    assert.equal(readFileSync(FEATURE_TABLE_FILE, 'utf8'), featureTable());
  });

  it('has a row for each feature', () => {
    const rows = featureTable()
      .split('\n')
      .filter((line) => line.startsWith('| `'));
    assert.equal(rows.length, FEATURES.length);
  });
});
