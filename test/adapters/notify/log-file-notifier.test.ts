import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createLogFileNotifier } from '../../../adapters/notify/log-file-notifier.ts';

describe('log-file notifier', () => {
  let directory = '';
  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-notify-'));
  });
  afterEach(() => rm(directory, { recursive: true, force: true }));

  it('writes one line a message, in order, with time and level', async () => {
    const log = path.join(directory, 'deep');
    const notifier = createLogFileNotifier(log, { now: () => Date.UTC(2026, 0, 2, 3, 4, 5) });
    await Promise.all([notifier.notify('alarm', 'Halted:\n  equity fell 5 %'), notifier.notify('info', 'Resumed.')]);
    assert.equal(
      readFileSync(path.join(log, 'notifications.log'), 'utf8'),
      '2026-01-02T03:04:05.000Z ALARM   Halted: equity fell 5 %\n2026-01-02T03:04:05.000Z INFO    Resumed.\n',
    );
  });

  it('never throws: it says elsewhere that it could not write, and tries again with the next message', async () => {
    const blocked = path.join(directory, 'file');
    writeFileSync(blocked, '');
    const failures: string[] = [];
    const notifier = createLogFileNotifier(blocked, { onFailure: (_error, line) => failures.push(line) });
    await notifier.notify('warning', 'first');
    await rm(blocked);
    await notifier.notify('warning', 'second');
    assert.match(failures.join(), /WARNING first/);
    assert.match(readFileSync(path.join(blocked, 'notifications.log'), 'utf8'), /WARNING second\n$/);
  });
});
