import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { startDevServer } from '../../../adapters/temporal-server/dev-server.ts';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { freePort } from '../../../adapters/temporal-server/free-port.ts';
import { endLeftover, isAlive, notePid } from '../../../adapters/temporal-server/leftover.ts';
import { ensureSearchAttributes, SEARCH_ATTRIBUTES } from '../../../adapters/temporal-server/search-attributes.ts';
import { lacking } from '../../house/toolchain.ts';

describe('the Temporal dev server', () => {
  let program: string;
  let folder: string;

  before(async function () {
    const found = await findPresentProgram();
    if (found?.kind !== 'program')
      lacking(this, 'no Temporal dev server on this machine: run npm test, or install the CLI');
    program = found.path;
  });
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-temporal-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const options = async () => ({
    program,
    ports: { port: await freePort(), uiPort: await freePort() },
    databaseFile: path.join(folder, 'temporal.db'),
    logFile: path.join(folder, 'logs', 'temporal.log'),
  });

  it('answers with the search attributes and its Web UI, and keeps them on its file over a restart', async () => {
    const settings = await options();
    for (let start = 0; start < 2; start += 1) {
      const server = await startDevServer(settings);
      try {
        assert.deepEqual(await searchAttributes(server.address), Object.keys(SEARCH_ATTRIBUTES).sort());
        assert.equal((await fetch(server.webUi)).status, 200);
      } finally {
        await server.stop();
      }
      assert.equal(isAlive(server.pid), false);
    }
  });

  it('registers the search attributes on a server that lacks them, once or twice', async () => {
    const environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path: program }, log: { format: 'json', level: 'error' } },
    });
    try {
      await ensureSearchAttributes(environment.connection, 'default');
      await ensureSearchAttributes(environment.connection, 'default');
      assert.deepEqual(await searchAttributes(environment.address), Object.keys(SEARCH_ATTRIBUTES).sort());
    } finally {
      await environment.teardown();
    }
  });

  it('tells when it dies', async () => {
    const server = await startDevServer(await options());
    process.kill(server.pid, 'SIGKILL');
    assert.equal(typeof (await server.exited), 'string');
    assert.equal(isAlive(server.pid), false);
  });

  it('does not outlive a starter that is killed with -9', async () => {
    const settings = await options();
    const module = path.resolve(import.meta.dirname, '../../../adapters/temporal-server/dev-server.ts');
    const script = `import { startDevServer } from ${JSON.stringify(module)};
      const server = await startDevServer(${JSON.stringify(settings)});
      console.log(server.pid);
      setInterval(() => {}, 1000);`;
    const starter = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    const pid = Number(await new Promise((resolve) => starter.stdout.once('data', (data) => resolve(String(data)))));
    assert.equal(isAlive(pid), true);
    starter.kill('SIGKILL');
    await gone(pid);
  });

  it('shows the last lines of its log when it does not start', async () => {
    // A folder where the database file should be.
    const settings = { ...(await options()), databaseFile: folder };
    await assert.rejects(startDevServer(settings), (error: Error) => {
      assert.match(error.message, /ended at its start/);
      assert.match(error.message, /temporal\.log/);
      assert.ok(error.message.includes(readFileSync(settings.logFile, 'utf8').trim().split('\n').at(-1) ?? '?'));
      return true;
    });
  });
});

describe('a server left over from a start whose guardians were killed', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'minutehand-leftover-'));
  const pidFile = path.join(folder, 'temporal.db.pid');
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('is ended at the next start', async () => {
    const leftover = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)', `${folder}/temporal.db`]);
    const pid = leftover.pid ?? 0;
    notePid(pidFile, pid);
    assert.equal(await endLeftover(pidFile, `${folder}/temporal.db`), true);
    await gone(pid);
  });

  it('is left alone when the pid belongs to somebody else by now', async () => {
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
    notePid(pidFile, stranger.pid ?? 0);
    assert.equal(await endLeftover(pidFile, `${folder}/temporal.db`), false);
    assert.equal(isAlive(stranger.pid ?? 0), true);
    stranger.kill('SIGKILL');
  });
});

async function gone(pid: number): Promise<void> {
  for (let waited = 0; waited < 20_000; waited += 50) {
    if (!isAlive(pid)) return;
    await sleep(50);
  }
  assert.fail(`process ${pid} still runs`);
}

async function searchAttributes(address: string): Promise<string[]> {
  const connection = await Connection.connect({ address });
  try {
    const { customAttributes } = await connection.operatorService.listSearchAttributes({ namespace: 'default' });
    return Object.keys(customAttributes ?? {})
      .filter((name) => name.startsWith('Minutehand'))
      .sort();
  } finally {
    await connection.close();
  }
}
