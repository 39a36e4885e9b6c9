import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { allPages, page, ROOT } from './pages.ts';

const LINK = /\]\(([^)\s]+)\)/g;

describe('links of the documentation', () => {
  for (const file of allPages()) {
    it(`of ${file} lead somewhere`, () => {
      for (const [, link = ''] of page(file).matchAll(LINK)) {
        if (/^https?:/.test(link)) continue;
        const [target = '', anchor] = link.split('#');
        const linked = target === '' ? file : path.join(path.dirname(file), target);
        assert.ok(existsSync(path.join(ROOT, linked)), `${link}: there is no ${linked}`);
        if (anchor !== undefined)
          assert.ok(anchorsOf(linked).includes(anchor), `${link}: no such heading in ${linked}`);
      }
    });
  }

  it('reach every page from the index', () => {
    const index = page('docs/README.md');
    for (const file of allPages().filter((each) => each.startsWith('docs/') && each !== 'docs/README.md')) {
      assert.ok(index.includes(`(${path.relative('docs', file)})`), `${file} is not in docs/README.md`);
    }
  });
});

/** Headings as they are linked to: lower case, spaces to hyphens, other signs dropped. */
function anchorsOf(file: string): string[] {
  return [...page(file).matchAll(/^#+ (.+)$/gm)].map(([, heading = '']) =>
    heading
      .toLowerCase()
      .replace(/[^\w\- ]/g, '')
      .replaceAll(' ', '-'),
  );
}
