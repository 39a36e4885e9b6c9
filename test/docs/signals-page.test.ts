import assert from 'node:assert/strict';
import { SEARCH_ATTRIBUTES } from '../../adapters/temporal-server/search-attributes.ts';
import * as messages from '../../workflows/messages.ts';
import { page, tableRows } from './pages.ts';

const text = page('docs/operate/signals.md');
const rows = tableRows(text).map(([first = '']) => first);

describe('docs/operate/signals.md', () => {
  for (const definition of Object.values(messages)) {
    if (typeof definition !== 'object' || !('type' in definition)) continue;
    it(`names the ${definition.type} ${definition.name}`, () => {
      assert.ok(text.includes(`\`${definition.name}\``));
    });
  }

  it('lists the search attributes with their types', () => {
    for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
      assert.ok(rows.includes(`\`${name}\``), name);
      assert.ok(text.includes(`| \`${name}\` | ${type} |`), `${name} is a ${type}`);
    }
  });

  it('uses only names that exist in its commands', () => {
    const names = Object.values(messages).flatMap((each) =>
      typeof each === 'object' && 'name' in each ? [each.name] : [],
    );
    for (const [, name] of text.matchAll(/--(?:name|query_type) (\w+)/g)) assert.ok(names.includes(name!), name);
  });
});
