import assert from 'node:assert/strict';
import { tablesText, writtenTables } from '../../../infra/glue/write-tables.ts';

describe('infra/glue/tables.json', () => {
  it('is what the lake defines: if not, run node --import tsx infra/glue/write-tables.ts', async () => {
    assert.equal(await writtenTables(), tablesText());
  });
});
