import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { openAuditLog } from '../../../adapters/audit/json-lines.ts';
import { verifyAudit } from '../../../adapters/audit/verify.ts';
import { decision, equity, ORIGIN, recordsIn, useTemporaryDirectory } from './sample-records.ts';

const WRITER = path.join(import.meta.dirname, 'append-forever.ts');

interface Writer {
  readonly child: ChildProcess;
  /** Everything it has said, complete once `ended` has. */
  readonly said: () => string;
  readonly ended: Promise<unknown>;
  readonly until: (text: string) => Promise<void>;
}

function startWriter(directory: string, first: number, count: number, noteSize: number, prefix = ''): Writer {
  const command = `${prefix} exec "${process.execPath}" --import tsx "${WRITER}" "${directory}" ${first} ${count} ${noteSize}`;
  const child = spawn('bash', ['-c', command], { stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const ended = once(child, 'close');
  const until = async (wanted: string): Promise<void> => {
    const deadline = Date.now() + 30_000;
    while (!text.includes(wanted)) {
      if (child.exitCode !== null || Date.now() > deadline) throw new Error(`writer never said "${wanted}": ${text}`);
      await new Promise((resolve) => setTimeout(resolve, 5));
    }
  };
  return { child, said: () => text, ended, until };
}

function minutesWritten(text: string): number {
  return Math.max(-1, ...[...text.matchAll(/wrote (\d+)/g)].map((match) => Number(match[1])));
}

describe('audit under kill -9', () => {
  const directory = useTemporaryDirectory();

  it('keeps every minute that was acknowledged, once, with the chain unbroken', async () => {
    let next = 0;
    for (let round = 0; round < 4; round++) {
      // Half a megabyte a minute: a kill is then likely to land inside a write.
      const writer = startWriter(directory(), next, 0, 250_000);
      await writer.until(`wrote ${next + round}`);
      await new Promise((resolve) => setTimeout(resolve, round * 7));
      writer.child.kill('SIGKILL');
      await writer.ended;
      const acknowledged = minutesWritten(writer.said());
      assert.ok(acknowledged >= next + round);

      const log = await openAuditLog(directory());
      // What a retry does: the minute in flight again, with the last one that was acknowledged.
      const minutes = [acknowledged, acknowledged + 1];
      for (const m of minutes) await log.append([decision(m), equity(m), decision(m + 1_000_000)], ORIGIN);
      await log.close();
      next = acknowledged + 2;
    }
    assert.equal((await verifyAudit(directory())).ok, true);
    const bars = recordsIn(directory(), 'equity').map((record) => record.bar);
    assert.deepEqual(
      bars,
      Array.from({ length: next }, (_, m) => equity(m).bar),
    );
    const keys = recordsIn(directory(), 'decisions').map((record) => record.key);
    assert.equal(new Set(keys).size, keys.length);
    assert.equal(keys.length, 2 * next);
  });
});

describe('audit on a full disk', () => {
  const directory = useTemporaryDirectory();

  it('fails the append, leaves the files as they were, and takes the same append later', async function () {
    if (process.platform === 'win32') return this.skip();
    // 64 kB is the largest file that the shell lets the writer make: two minutes fit, the third does not.
    const writer = startWriter(directory(), 0, 10, 12_000, 'ulimit -f 64;');
    await writer.ended;
    assert.match(writer.said(), /wrote 1\nfailed EFBIG/);
    const verdict = await verifyAudit(directory());
    assert.ok(verdict.ok);
    assert.deepEqual(
      verdict.tables.filter((t) => t.lines > 0).map((t) => [t.table, t.lines, t.unfinishedBytes]),
      [
        ['decisions', 4, 0],
        ['equity', 2, 0],
      ],
      'equity of the third minute would have fitted: all or none',
    );

    const later = startWriter(directory(), 2, 1, 12_000);
    await later.ended;
    assert.equal(later.said(), 'wrote 2\n', 'nothing was left to repair');
    assert.equal((await verifyAudit(directory())).ok, true);
    assert.equal(recordsIn(directory(), 'equity').length, 3);
  });
});

describe('audit writer lock', () => {
  const directory = useTemporaryDirectory();

  it('lets one writer in at a time, and names the one that is there', async () => {
    const log = await openAuditLog(directory());
    await assert.rejects(
      openAuditLog(directory()),
      new RegExp(`is being written by process ${process.pid}: only one writer at a time`),
    );
    await log.close();
    await (await openAuditLog(directory())).close();
  });

  it('is free again after an opening that failed', async () => {
    writeFileSync(path.join(directory(), 'orders.jsonl'), 'no record\n');
    await assert.rejects(openAuditLog(directory()), /no audit wrote/);
    await assert.rejects(openAuditLog(directory()), /no audit wrote/);
  });

  for (const [what, holder] of [
    ['a process that is gone', '{"pid":4194301,"started":"7"}'],
    ['an earlier process with our id', `{"pid":${process.pid},"started":"7"}`],
    ['nobody that can be read', ''],
  ] as const) {
    it(`takes over the lock of ${what}`, async () => {
      writeFileSync(path.join(directory(), 'writer.7.lock'), holder);
      await (await openAuditLog(directory())).close();
      assert.deepEqual(
        readdirSync(directory()).filter((name) => name.startsWith('writer.7.lock')),
        [],
      );
    });
  }

  it('goes to one of several that find a dead lock at once, round after round', async () => {
    for (let round = 0; round < 10; round++) {
      writeFileSync(path.join(directory(), `writer.${2 * round + 7}.lock`), '{"pid":4194301,"started":"7"}');
      const attempts = await Promise.allSettled(Array.from({ length: 20 }, () => openAuditLog(directory())));
      const winners = attempts.filter((attempt) => attempt.status === 'fulfilled');
      assert.equal(winners.length, 1);
      await winners[0]!.value.close();
    }
  });
});
