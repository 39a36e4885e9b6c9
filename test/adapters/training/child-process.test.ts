import assert from 'node:assert/strict';
import { environmentWithoutSecrets, runChild } from '../../../adapters/training/child-process.ts';

const node = (script: string) => ({ command: process.execPath, args: ['-e', script] });

describe('running a child process', () => {
  it('hands over its lines, its exit code and its last words', async () => {
    const lines: string[] = [];
    const end = await runChild({
      ...node('console.log("one"); console.log("two"); console.error("why"); process.exitCode = 3'),
      onLine: (line) => lines.push(line),
    });
    assert.deepEqual(lines, ['one', 'two']);
    assert.deepEqual(end, { code: 3, killedBy: null, lastErrorLines: ['why'] });
  });

  it('keeps only the last lines of a talkative one', async () => {
    const { lastErrorLines } = await runChild(node('for (let i = 0; i < 500; i++) console.error(i)'));
    assert.equal(lastErrorLines.length, 20);
    assert.equal(lastErrorLines.at(-1), '499');
  });

  it('ends it when aborted, also one that ignores SIGTERM, and throws the reason', async () => {
    const abort = new AbortController();
    let pid = 0;
    const running = runChild({
      ...node('process.on("SIGTERM", () => {}); console.log(process.pid); setInterval(() => {}, 1000)'),
      signal: abort.signal,
      onLine: (line) => {
        pid = Number(line);
        abort.abort(new Error('enough'));
      },
    });
    await assert.rejects(running, /enough/);
    assert.throws(() => process.kill(pid, 0), { code: 'ESRCH' });
  });

  it('does not start when already aborted', async () => {
    await assert.rejects(runChild({ ...node(''), signal: AbortSignal.abort(new Error('no')) }), /no/);
  });

  it('fails when the program is not there', async () => {
    await assert.rejects(runChild({ command: '/nowhere/python', args: [] }), { code: 'ENOENT' });
  });

  it('hands over no secret', () => {
    const kept = environmentWithoutSecrets({
      PATH: '/bin',
      MINUTEHAND_API_KEY: 'a',
      MINUTEHAND_API_SECRET: 'b',
      AWS_ACCESS_KEY_ID: 'c',
      SOME_TOKEN: 'd',
      DB_PASSWORD: 'e',
    });
    assert.deepEqual(kept, { PATH: '/bin' });
  });
});
