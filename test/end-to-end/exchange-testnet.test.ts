import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';
import { CliRun } from './cli-run.ts';
import type { Ready } from './cli-run.ts';
import { descendants } from './process-family.ts';
import { startStandIn } from './exchange-stand-in.ts';
import type { ExchangeStandIn } from './exchange-stand-in.ts';

const KEY = 'testnetKeyOfThisTestAloneAbcdefghijklmnopqrstuvwxyz0123456789XY';
const SECRET = 'testnetSecretOfThisTestAloneAbcdefghijklmnopqrstuvwxyz012345678Z';
const KEYS = { MINUTEHAND_API_KEY: KEY, MINUTEHAND_API_SECRET: SECRET };

describe('npm start -- --exchange testnet, with a paper exchange standing in for it', function () {
  this.timeout(240_000);
  let testnet: ExchangeStandIn;
  let run: CliRun;
  let ready: Ready;
  let seen: Processes;

  async function config(): Promise<string> {
    const file = path.join(run.directory, 'minutehand.json');
    await writeFile(file, JSON.stringify({ market: 'binance', endpoints: { testnet: testnet.endpoints } }));
    return file;
  }

  before(async () => {
    testnet = await startStandIn({ key: KEY, secret: SECRET });
    run = await CliRun.inNewFolder();
    const options = ['--config', await config(), '--exchange', 'testnet', '--model', 'forced:BUY', '--rules', 'seed'];
    ready = await run.start([...options, '--minutes', '3'], KEYS);
    seen = await lookAtProcesses(run.pid, ready);
    assert.equal(await run.end(), 0, run.output.join('\n'));
  });
  after(async () => {
    await run?.remove();
    await testnet?.stop();
  });

  it('sends its orders there, entry, stop and target, and starts no exchange of its own', async () => {
    assert.equal(ready.exchange, testnet.endpoints.restUrl);
    assert.equal(ready.processes['exchange'], undefined);
    const entry = (await run.table('orders')).find(({ purpose, status }) => purpose === 'entry' && status === 'FILLED');
    assert.ok(entry, 'it never entered');
    const there = testnet.exchange.account.orders('BTCUSDT').map((order) => order.clientId);
    assert.ok(there.includes(entry.clientId), `${entry.clientId} is not among ${there.join(', ')}`);
    const bar = parseClientOrderId(entry.clientId)?.openTime;
    const legs = testnet.exchange.account
      .conditionals('BTCUSDT')
      .filter((leg) => parseClientOrderId(leg.clientId)?.openTime === bar);
    assert.equal(legs.length, 2);
  });

  it('writes the keys into no file: no log, no settings, no audit, no workflow history', async () => {
    const files = (await readdir(run.directory, { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      .map((entry) => path.join(entry.parentPath, entry.name));
    const contents = new Map<string, Buffer>();
    for (const file of files) contents.set(path.relative(run.directory, file), await readFile(file));
    // The search must be able to find something: what is known to be in a history is found in the database.
    const [order] = await run.table('orders');
    const database = [...contents].filter(([file]) => file.startsWith('temporal'));
    assert.ok(
      database.some(([, content]) => content.includes(order!.clientId)),
      'no order in the database',
    );
    for (const name of ['worker.json', 'logs/worker.log', 'logs/temporal.log', 'logs/dashboard.log', 'market.json']) {
      assert.ok(contents.has(name), `${name} is not among ${[...contents.keys()].join(', ')}`);
    }
    for (const secret of [KEY, SECRET]) {
      for (const form of [secret, Buffer.from(secret).toString('base64').slice(0, 60)]) {
        const holding = [...contents].filter(([, content]) => content.includes(form)).map(([file]) => file);
        assert.deepEqual(holding, []);
      }
    }
    assert.ok(!run.output.some((line) => line.includes(KEY) || line.includes(SECRET)), 'a key was shown');
  });

  it('puts the keys on no command line, and into the environment of the worker alone', function () {
    if (!existsSync('/proc/self/environ')) return this.skip();
    assert.ok(seen.commandLines.length >= 4, seen.commandLines.join('\n'));
    assert.ok(!seen.commandLines.some((line) => line.includes(KEY) || line.includes(SECRET)));
    const holding = [...seen.environments].filter(([, environment]) => environment.includes(SECRET));
    assert.deepEqual(
      holding.map(([name]) => name),
      ['worker'],
    );
  });

  it('is refused without keys, with exit code 2 and one sentence', async () => {
    const keyless = { MINUTEHAND_API_KEY: undefined, MINUTEHAND_API_SECRET: undefined };
    await assert.rejects(run.start(['--config', await config(), '--exchange', 'testnet'], keyless), (error: Error) => {
      assert.match(error.message, /^npm start ended with 2:/);
      assert.match(error.message, /needs MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET in the environment/);
      return true;
    });
  });
});

interface Processes {
  /** Of everything that descends from the start. */
  readonly commandLines: readonly string[];
  /** Of the processes that it names. */
  readonly environments: ReadonlyMap<string, string>;
}

async function lookAtProcesses(start: number, { processes }: Ready): Promise<Processes> {
  const environments = new Map<string, string>();
  if (!existsSync('/proc/self/environ')) return { commandLines: [], environments };
  for (const [name, pid] of Object.entries(processes)) {
    environments.set(name, await readFile(`/proc/${pid}/environ`, 'utf8'));
  }
  const pids = await descendants(start);
  const commandLines = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')));
  return { commandLines, environments };
}
