import assert from 'node:assert/strict';
import { page, tableRows } from './pages.ts';

describe('docs/reference/refusal-codes.md', () => {
  it('explains every code of the contract, and no other', () => {
    const [, union = ''] = /type RefusalCode =([^]*?);\s*\/\/[^\n]*\n\n/.exec(page('core/risk/verdict.ts')) ?? [];
    const codes = [...union.matchAll(/\| '([A-Z_]+)'/g)].map(([, code]) => code);
    const explained = tableRows(page('docs/reference/refusal-codes.md')).flatMap(
      ([first = '']) => /^`([A-Z_]+)`$/.exec(first)?.[1] ?? [],
    );
    assert.ok(codes.length > 20);
    assert.deepEqual(explained.sort(), codes.sort());
  });
});
