import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { openAuditLog } from '../../../adapters/audit/json-lines.ts';
import { openAuditReader } from '../../../adapters/audit/json-lines-reader.ts';
import { tableFile } from '../../../adapters/audit/tables.ts';
import { verifyAudit } from '../../../adapters/audit/verify.ts';
import { decision, equity, linesIn, ORIGIN, recordsIn, useTemporaryDirectory, writeLines } from './sample-records.ts';

const now = () => 1_700_000_000_000;

describe('audit as JSON lines', () => {
  const directory = useTemporaryDirectory();

  it('keeps a record as it is, with its origin and the time of writing', async () => {
    const log = await openAuditLog(directory(), { now });
    await log.append([decision(1)], ORIGIN);
    await log.close();
    const [stored] = recordsIn(directory(), 'decisions');
    const { previousHash, hash, ...body } = stored!;
    assert.deepEqual(body, { ...decision(1), ...ORIGIN, writtenAt: now() });
    assert.equal(previousHash, '0'.repeat(64));
    assert.match(hash, /^[0-9a-f]{64}$/);
  });

  it('keeps each table in a file of its own, in the order of the call', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1), equity(1), decision(2), equity(2)], ORIGIN);
    await log.close();
    assert.deepEqual(
      recordsIn(directory(), 'decisions').map((r) => r.key),
      [decision(1).key, decision(2).key],
    );
    assert.deepEqual(
      recordsIn(directory(), 'equity').map((r) => r.key),
      [equity(1).key, equity(2).key],
    );
  });

  it('keeps a record once, however often it is appended: in one call, again, and after opening anew', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1), decision(1)], ORIGIN);
    await log.append([decision(1), decision(2)], ORIGIN);
    await log.close();
    const again = await openAuditLog(directory());
    await again.append([decision(1), decision(2), decision(3)], { ...ORIGIN, runId: 'run-2' });
    await again.close();
    assert.deepEqual(
      recordsIn(directory(), 'decisions').map((r) => r.key),
      [1, 2, 3].map((m) => decision(m).key),
    );
    assert.equal((await verifyAudit(directory())).ok, true);
  });

  it('remembers keys by table: the same key in two tables is two records', async () => {
    const log = await openAuditLog(directory());
    assert.equal(decision(1).key, equity(1).key);
    await log.append([decision(1)], ORIGIN);
    await log.append([equity(1)], ORIGIN);
    await log.close();
    assert.equal(linesIn(directory(), 'equity').length, 1);
  });

  it('serialises appends that are asked for at once', async () => {
    const log = await openAuditLog(directory());
    await Promise.all(Array.from({ length: 50 }, (_, i) => log.append([decision(i), equity(i)], ORIGIN)));
    await log.close();
    const verdict = await verifyAudit(directory());
    assert.ok(verdict.ok);
    assert.equal(verdict.tables.find((t) => t.table === 'decisions')!.lines, 50);
  });

  it('repairs the unfinished line that a crash left, says so, and takes the record again', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1), decision(2)], ORIGIN);
    await log.close();
    const file = tableFile(directory(), 'decisions');
    const whole = readFileSync(file, 'utf8');
    truncateSync(file, statSync(file).size - 20);
    const repairs: [string, number][] = [];
    const again = await openAuditLog(directory(), { onRepair: (table, bytes) => repairs.push([table, bytes]) });
    assert.equal(linesIn(directory(), 'decisions').length, 1);
    assert.deepEqual(
      repairs,
      [['decisions', whole.split('\n')[1]!.length + 1 + 2 - 20]],
      'two bytes for the dash in it',
    );
    await again.append([decision(1), decision(2)], ORIGIN);
    await again.close();
    assert.equal(linesIn(directory(), 'decisions').length, 2);
    assert.equal((await verifyAudit(directory())).ok, true);
  });

  it('repairs a file that holds nothing but an unfinished line', async () => {
    appendFileSync(tableFile(directory(), 'trades'), '{"table":"tra');
    const log = await openAuditLog(directory());
    await log.close();
    assert.equal(statSync(tableFile(directory(), 'trades')).size, 0);
  });

  it('refuses to go on from a last line that was altered', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1)], ORIGIN);
    await log.close();
    writeLines(directory(), 'decisions', [
      linesIn(directory(), 'decisions')[0]!.replace('"close":34001.1', '"close":34001.2'),
    ]);
    await assert.rejects(openAuditLog(directory()), /last line of .*decisions\.jsonl has been altered/);
    writeLines(directory(), 'decisions', ['hello']);
    await assert.rejects(openAuditLog(directory()), /decisions\.jsonl holds a line that no audit wrote: hello/);
    rmSync(tableFile(directory(), 'decisions'));
    await (await openAuditLog(directory())).close();
  });

  it('refuses to append to a file that somebody removed or shortened', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1)], ORIGIN);
    rmSync(tableFile(directory(), 'decisions'));
    await assert.rejects(log.append([decision(2), equity(2)], ORIGIN), /decisions\.jsonl was removed or shortened/);
    assert.equal(statSync(tableFile(directory(), 'equity')).size, 0, 'all or none');
    await log.close();
  });

  it('cuts off what a failed undo left behind before it writes again', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1)], ORIGIN);
    appendFileSync(tableFile(directory(), 'decisions'), '{"half":');
    await log.append([decision(2)], ORIGIN);
    await log.close();
    assert.equal(linesIn(directory(), 'decisions').length, 2);
    assert.equal((await verifyAudit(directory())).ok, true);
  });

  it('remembers thousands of keys, not all of them', async () => {
    const log = await openAuditLog(directory());
    await log.append(
      Array.from({ length: 4097 }, (_, i) => decision(i)),
      ORIGIN,
    );
    await log.append([decision(1), decision(4096)], ORIGIN);
    assert.equal(linesIn(directory(), 'decisions').length, 4097);
    await log.append([decision(0)], ORIGIN);
    assert.equal(linesIn(directory(), 'decisions').length, 4098);
    await log.close();
  });

  it('creates its directory', async () => {
    const deep = path.join(directory(), 'a', 'b');
    await (await openAuditLog(deep)).close();
    assert.ok(existsSync(tableFile(deep, 'events')));
  });
});

describe('audit reader', () => {
  const directory = useTemporaryDirectory();

  it('gives the newest records of a table, oldest first', async () => {
    const log = await openAuditLog(directory());
    await log.append(
      Array.from({ length: 30 }, (_, i) => decision(i)),
      ORIGIN,
    );
    const latest = await openAuditReader(directory()).latest('decisions', 3);
    assert.deepEqual(
      latest.map((r) => r.key),
      [27, 28, 29].map((m) => decision(m).key),
    );
    assert.equal(latest[2]!.refusals[0]!.code, 'HOLD');
    await log.close();
  });

  for (const noteSize of [10, 5_000, 70_000, 200_000]) {
    it(`reads over the edges of its chunks: notes of ${noteSize} characters`, async () => {
      const log = await openAuditLog(directory());
      await log.append(
        Array.from({ length: 12 }, (_, i) => decision(i, '–'.repeat(noteSize / 2))),
        ORIGIN,
      );
      await log.close();
      const reader = openAuditReader(directory());
      for (const count of [0, 1, 2, 11, 12, 13]) {
        const keys = (await reader.latest('decisions', count)).map((r) => r.key);
        const expected = Array.from({ length: 12 }, (_, i) => decision(i).key).slice(12 - Math.min(count, 12));
        assert.deepEqual(keys, expected);
      }
    });
  }

  it('gives nothing for a table or a directory that is not there yet', async () => {
    assert.deepEqual(await openAuditReader(path.join(directory(), 'none')).latest('trades', 5), []);
  });

  it('does not see a line that is being written', async () => {
    const log = await openAuditLog(directory());
    await log.append([decision(1)], ORIGIN);
    appendFileSync(tableFile(directory(), 'decisions'), '{"table":"decisions","ke');
    assert.equal((await openAuditReader(directory()).latest('decisions', 5)).length, 1);
    await log.close();
  });
});

describe('audit verification', () => {
  const directory = useTemporaryDirectory();

  beforeEach(async () => {
    const log = await openAuditLog(directory());
    await log.append(
      Array.from({ length: 5 }, (_, i) => decision(i)),
      ORIGIN,
    );
    await log.append([equity(0)], ORIGIN);
    await log.close();
  });

  it('passes a log as it was written, and gives the last hash of each table', async () => {
    const verdict = await verifyAudit(directory());
    assert.ok(verdict.ok);
    const decisions = verdict.tables.find((t) => t.table === 'decisions')!;
    assert.equal(decisions.lines, 5);
    assert.equal(decisions.lastHash, recordsIn(directory(), 'decisions')[4]!.hash);
  });

  const sabotage: [what: string, lines: (lines: string[]) => string[], line: number, reason: RegExp][] = [
    ['a changed number', (l) => l.with(2, l[2]!.replace('0.4', '0.5')), 3, /hash is not that of its content/],
    ['a removed line', (l) => l.toSpliced(1, 1), 2, /not chained/],
    ['a removed first line', (l) => l.slice(1), 1, /not chained/],
    ['a doubled line', (l) => l.toSpliced(3, 0, l[2]!), 4, /not chained/],
    ['two lines swapped', (l) => l.with(1, l[2]!).with(2, l[1]!), 2, /not chained/],
    [
      'a line of another table',
      (l) => [...l.slice(0, 4), '{"table":"equity"}'],
      5,
      /not a record of the table decisions/,
    ],
    ['rubbish', (l) => l.with(4, 'rubbish'), 5, /not JSON/],
    ['an empty line', (l) => [...l, ''], 6, /not JSON/],
  ];
  for (const [what, change, line, reason] of sabotage) {
    it(`names line ${line} after ${what}`, async () => {
      writeLines(directory(), 'decisions', change(linesIn(directory(), 'decisions')));
      const verdict = await verifyAudit(directory());
      assert.ok(!verdict.ok);
      assert.equal(verdict.table, 'decisions');
      assert.equal(verdict.line, line);
      assert.match(verdict.reason, reason);
      assert.equal(verdict.file, tableFile(directory(), 'decisions'));
    });
  }

  it('counts the bytes of an unfinished line and does not call it broken', async () => {
    appendFileSync(tableFile(directory(), 'equity'), '{"ta–');
    const verdict = await verifyAudit(directory());
    assert.ok(verdict.ok);
    assert.equal(verdict.tables.find((t) => t.table === 'equity')!.unfinishedBytes, 7);
  });
});
