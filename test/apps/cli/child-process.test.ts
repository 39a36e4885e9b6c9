import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startChild } from '../../../apps/cli/child-process.ts';

describe('a child of a start', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-child-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function failure(code: string): Promise<string> {
    const module = path.join(folder, 'child.mjs');
    writeFileSync(module, code);
    const options = { name: 'paper exchange', module, args: [], readyWithinMs: 20_000, graceMs: 500 };
    return await startChild({ ...options, logFile: path.join(folder, 'child.log') }).then(
      () => assert.fail('it started'),
      (error: Error) => error.message,
    );
  }

  it('that ends with one sentence is quoted with it, and with nothing of an earlier start', async () => {
    const log = path.join(folder, 'child.log');
    appendFileSync(log, 'what an earlier start said\n');
    const message = await failure('console.error("paper-exchange: a.csv, line 3: no number"); process.exit(1);');
    assert.equal(message, `the paper exchange did not start: a.csv, line 3: no number\n(its log: ${log})`);
    assert.match(readFileSync(log, 'utf8'), /^what an earlier start said\n/);
  });

  it('that ends in many words is quoted with how it ended and its last lines', async () => {
    const message = await failure('for (let i = 1; i <= 20; i++) console.error("line", i); process.exit(7);');
    assert.match(message, /did not start: it ended \(code 7\)\n.*child\.log:\nline 9\n[^]*line 20$/);
  });

  it('that ends without a word is told by how it ended', async () => {
    assert.match(await failure('process.exit(7);'), /did not start: it ended \(code 7\)/);
  });
});
