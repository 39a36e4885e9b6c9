import assert from 'node:assert/strict';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FolderLock } from '../../../apps/paper-exchange/state/folder-lock.ts';
import { Journal } from '../../../apps/paper-exchange/state/journal.ts';
import { readSnapshot, writeSnapshot } from '../../../apps/paper-exchange/state/snapshot-file.ts';
import { StateStore } from '../../../apps/paper-exchange/state/store.ts';

interface Entry {
  readonly text: string;
}

describe('state on disk', () => {
  let directory: string;
  let file: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'paper-state-'));
    file = join(directory, 'journal.jsonl');
  });
  afterEach(() => rmSync(directory, { recursive: true, force: true }));

  function write(...texts: string[]): void {
    const { journal } = Journal.open<Entry>(file, 1);
    for (const text of texts) journal.append({ text });
    journal.close();
  }
  function read(): string[] {
    const { journal, entries } = Journal.open<Entry>(file, 1);
    journal.close();
    return entries.map(({ entry }) => entry.text);
  }

  it('reads back what was appended, in order, and goes on with the next number', () => {
    write('one', 'zwei – ₿');
    write('three');
    assert.deepEqual(read(), ['one', 'zwei – ₿', 'three']);
    assert.match(readFileSync(file, 'utf8'), /"n":3/);
  });

  it('cuts off a last line that a kill left unfinished, at whatever byte', () => {
    write('one', 'zwei – ₿');
    const whole = readFileSync(file);
    const firstLine = whole.indexOf('\n') + 1;
    for (let length = firstLine; length < whole.length; length += 1) {
      writeFileSync(file, whole);
      truncateSync(file, length);
      assert.deepEqual(read(), ['one'], `cut at byte ${length}`);
      write('two');
      assert.deepEqual(read(), ['one', 'two'], `written after a cut at byte ${length}`);
    }
  });

  it('refuses a damaged line with its number, and a gap in the numbers', () => {
    write('one');
    appendFileSync(file, 'garbage\n');
    assert.throws(() => read(), { name: 'StateError', message: /journal\.jsonl line 2 is not an entry/ });
    writeFileSync(file, '{"n":1,"entry":{"text":"a"}}\n{"n":3,"entry":{"text":"b"}}\n');
    assert.throws(() => read(), { name: 'StateError', message: /line 2 has number 3 where 2 was expected/ });
  });

  it('replaces a snapshot whole, and refuses a damaged one', () => {
    const snapshot = join(directory, 'snapshot.json');
    assert.equal(readSnapshot(snapshot), undefined);
    writeSnapshot(snapshot, { a: 1 });
    writeSnapshot(snapshot, { a: 2 });
    assert.deepEqual(readSnapshot(snapshot), { a: 2 });
    writeFileSync(snapshot, '{"a":');
    assert.throws(() => readSnapshot(snapshot), { name: 'StateError', message: /snapshot\.json is damaged/ });
  });

  it('skips journal entries that the snapshot has already, after a kill between the two', () => {
    const { store } = StateStore.open(directory);
    const entry = { type: 'clock', at: { minute: 0, point: 0 } } as const;
    store.append(entry);
    const journalBefore = readFileSync(file);
    const market = { kind: 'replay', symbols: [], seed: null, historyFrom: 0, startsAt: 0 };
    store.save({ market, at: entry.at, pace: 'turns', listenKey: null, quotes: [], specs: {}, engine: {} });
    store.close();
    writeFileSync(file, journalBefore);
    const again = StateStore.open(directory);
    assert.deepEqual(again.entries, []);
    again.store.append(entry);
    again.store.close();
    const last = StateStore.open(directory);
    assert.equal(last.entries.length, 1);
    last.store.close();
  });

  it('is held by one server at a time, and taken over from one that was killed', () => {
    const lock = FolderLock.take(directory);
    assert.throws(() => FolderLock.take(directory), {
      name: 'StateError',
      message: /in use by another paper exchange/,
    });
    lock.release();
    FolderLock.take(directory).release();
    writeFileSync(join(directory, 'server.lock'), JSON.stringify({ pid: 2 ** 22 - 1, started: '1' }));
    FolderLock.take(directory).release();
    writeFileSync(join(directory, 'server.lock'), JSON.stringify({ pid: process.ppid, started: '' }));
    assert.throws(() => FolderLock.take(directory), {
      name: 'StateError',
      message: new RegExp(`process ${process.ppid}`),
    });
  });
});
