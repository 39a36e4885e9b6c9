import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');

/** Tracked and new source files, as git sees them. */
function sourceFiles(): string[] {
  const listed = execFileSync('git', ['ls-files', '--cached', '--others', '--exclude-standard'], {
    cwd: root,
    encoding: 'utf8',
  });
  return [...new Set(listed.split('\n'))].filter((file) => /\.(ts|tsx|js|mjs|cjs|py)$/.test(file));
}

const SAYS_NOTHING = /(^|\/)(utils?|helpers?|common|misc|shared)(\.[^/]*)?(\/|$)/i;
const LONGEST_FILE = 400;

describe('the house: names and sizes', () => {
  it('gives every file and folder a name that says what is inside', () => {
    assert.deepEqual(
      sourceFiles().filter((file) => SAYS_NOTHING.test(file)),
      [],
    );
  });

  it('would notice a name that says nothing', () => {
    for (const planted of [
      'core/utils.ts',
      'core/risk/helper.ts',
      'shared/a.ts',
      'apps/common/x.ts',
      'core/misc.test.ts',
    ]) {
      assert.match(planted, SAYS_NOTHING);
    }
    assert.doesNotMatch('core/risk/shared-margin.ts', SAYS_NOTHING);
  });

  it('keeps every file short enough for one reading', () => {
    const long = sourceFiles()
      .filter((file) => !file.startsWith('test/fixtures/'))
      .map((file) => ({ file, lines: linesOf(file) }))
      .filter(({ lines }) => lines > LONGEST_FILE);
    assert.deepEqual(long, []);
  });
});

function linesOf(file: string): number {
  try {
    return readFileSync(path.join(root, file), 'utf8').split('\n').length - 1;
  } catch (error) {
    // Listed by git and deleted in the working tree.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return 0;
    throw error;
  }
}
