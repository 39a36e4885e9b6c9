import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { tableFile } from '../../../adapters/audit/tables.ts';
import type { RunningDashboard } from '../../../apps/dashboard/server.ts';
import { startDashboard } from '../../../apps/dashboard/server.ts';
import type { DashboardSettings } from '../../../apps/dashboard/settings.ts';
import type { Snapshot } from '../../../apps/dashboard/snapshot.ts';
import type { StrategySource, StrategyStatus } from '../../../apps/dashboard/sources/strategy-status.ts';
import type { SampleExchange } from './sample-exchange.ts';
import { startSampleExchange } from './sample-exchange.ts';
import { sampleBars, sampleRecords, sampleStatus, SYMBOL, writeSampleAudit } from './sample-trading-day.ts';

const BARS = sampleBars(620);

describe('dashboard server', () => {
  let directory = '';
  let exchange: SampleExchange;
  let dashboard: RunningDashboard | undefined;

  beforeEach(async () => {
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-dashboard-'));
    exchange = await startSampleExchange(BARS);
  });
  afterEach(async () => {
    await dashboard?.stop();
    dashboard = undefined;
    await exchange.stop();
    await rm(directory, { recursive: true, force: true });
  });

  const settings = (over: Partial<DashboardSettings> = {}): DashboardSettings => ({
    port: 0,
    symbol: SYMBOL,
    auditDirectory: directory,
    exchange: { restUrl: exchange.url, statusUrl: `${exchange.url}/paper/v1/status` },
    ...over,
  });

  async function start(over: Partial<DashboardSettings> = {}, strategy?: StrategySource): Promise<void> {
    dashboard = await startDashboard(settings(over), ...(strategy ? [strategy] : []));
  }

  const strategyThatSays = (status: () => StrategyStatus): StrategySource => ({
    status: async () => status(),
    close: async () => undefined,
  });

  async function snapshot(query = ''): Promise<Snapshot> {
    const response = await fetch(`${dashboard!.url}/api/snapshot${query}`);
    assert.equal(response.status, 200);
    return (await response.json()) as Snapshot;
  }

  it('listens on 127.0.0.1 and serves the page, its parts and the charting library itself', async () => {
    await start();
    assert.match(dashboard!.url, /^http:\/\/127\.0\.0\.1:\d+$/);
    const page = await (await fetch(dashboard!.url)).text();
    const parts = [...page.matchAll(/(?:href|src)="([^"]+)"/g)].map((match) => match[1]!);
    assert.ok(parts.includes('lightweight-charts.js') && parts.includes('main.js') && parts.includes('style.css'));
    for (const part of parts) {
      assert.doesNotMatch(part, /\/\//, 'nothing comes from another server');
      const response = await fetch(`${dashboard!.url}/${part}`);
      assert.equal(response.status, 200, part);
      assert.match(response.headers.get('content-security-policy')!, /default-src 'none'; script-src 'self'/);
      await response.arrayBuffer();
    }
  });

  it('gives the newest of every table, without what links it into the audit', async () => {
    await writeSampleAudit(directory, sampleRecords(BARS));
    await start();
    const { decisions, trades, equity, orders, events, figures, problems } = await snapshot();
    assert.deepEqual(problems, {});
    assert.equal(decisions.length, 50);
    assert.equal(decisions.at(-1)!.bar, BARS.at(-1)!.time);
    assert.equal(trades.length, 23);
    assert.equal(equity.length, 620);
    assert.deepEqual(Object.keys(equity[0]!), ['time', 'equity', 'drawdown']);
    assert.equal(orders.length, 2);
    assert.equal(events.length, 3);
    assert.equal(figures!.count, 23);
    const refused = decisions.find((decision) => decision.action === 'refuse')!;
    assert.match(refused.refusals[0]!.sentence, /\.$/);
    for (const record of [decisions[0]!, trades[0]!, events[0]!]) {
      assert.equal('hash' in record || 'previousHash' in record || 'runId' in record, false);
    }
  });

  it('gives candles once, and then only those from the last that the page knows', async () => {
    exchange.bars = BARS.slice(0, 600);
    await start();
    const first = await snapshot();
    assert.equal(first.bars.length, 500);
    assert.deepEqual(first.bars.at(-1), BARS[599]);
    exchange.bars = BARS.slice(0, 603);
    await new Promise((resolve) => setTimeout(resolve, 950));
    const then = await snapshot(`?since=${BARS[599]!.time}`);
    assert.deepEqual(then.bars, BARS.slice(599, 603));
    assert.equal(exchange.klineQueries[1]!.get('startTime'), String(BARS[599]!.time), 'asked for no more either');
    const all = await snapshot(`?since=1`);
    assert.equal(all.bars.length, 500, 'a page from another run gets everything');
  });

  it('asks each source once for many pages that look at once', async () => {
    await start();
    await Promise.all(Array.from({ length: 20 }, () => snapshot()));
    assert.equal(exchange.klineQueries.length, 1);
  });

  it('begins anew when the exchange began anew', async () => {
    await start();
    await snapshot();
    exchange.bars = sampleBars(30);
    await new Promise((resolve) => setTimeout(resolve, 950));
    assert.equal((await snapshot(`?since=${BARS.at(-1)!.time}`)).bars.length, 30);
  });

  it('passes on what the workflow says, with a link to it', async () => {
    const status = sampleStatus(BARS);
    const temporal = {
      address: '127.0.0.1:1',
      namespace: 'a b',
      workflowId: 'trading-BTCUSDT',
      webUiUrl: 'http://127.0.0.1:8233',
    };
    await start(
      { temporal },
      strategyThatSays(() => status),
    );
    const shown = await snapshot();
    assert.deepEqual(shown.status, JSON.parse(JSON.stringify(status)));
    assert.equal(shown.workflowUrl, 'http://127.0.0.1:8233/namespaces/a%20b/workflows/trading-BTCUSDT');
  });

  it('tells what kind of market it is', async () => {
    await start();
    assert.deepEqual((await snapshot()).market, { market: 'simulated', speed: 60 });
  });

  it('says that the strategy is not reachable, and shows the rest', async () => {
    await writeSampleAudit(directory, sampleRecords(BARS));
    await start({ temporal: { address: '127.0.0.1:1', namespace: 'default', workflowId: 'trading-BTCUSDT' } });
    const shown = await snapshot();
    assert.match(shown.problems.strategy!, /^workflow trading-BTCUSDT gives no answer at 127\.0\.0\.1:1/);
    assert.equal(shown.status, undefined);
    assert.equal(shown.decisions.length, 50);
    assert.equal(shown.bars.length, 500);
  });

  it('forgets a status that is no longer confirmed', async () => {
    let alive = true;
    const strategy = strategyThatSays(() => {
      if (!alive) throw new Error('no worker');
      return sampleStatus(BARS);
    });
    await start({}, strategy);
    assert.ok((await snapshot()).status);
    alive = false;
    await new Promise((resolve) => setTimeout(resolve, 950));
    const shown = await snapshot();
    assert.equal(shown.status, undefined);
    assert.equal(shown.problems.strategy, 'no worker');
  });

  it('says that the exchange is not reachable, and keeps the candles it has', async () => {
    await start();
    await snapshot();
    const { url } = exchange;
    await exchange.stop();
    await new Promise((resolve) => setTimeout(resolve, 950));
    const shown = await snapshot();
    assert.equal(shown.problems.exchange, `no answer from ${url}`);
    assert.equal(shown.bars.length, 500);
    exchange = await startSampleExchange(BARS);
  });

  it('is not held up by an exchange that hangs', async () => {
    exchange.delayMs = 10_000;
    await start();
    const began = performance.now();
    const shown = await snapshot();
    assert.ok(performance.now() - began < 4_000);
    assert.deepEqual(shown.bars, []);
  });

  it('shows an audit that is not there yet as empty, and one that is broken as a problem', async () => {
    await start();
    assert.deepEqual((await snapshot()).decisions, []);
    await writeFile(tableFile(directory, 'decisions'), 'rubbish\n');
    await new Promise((resolve) => setTimeout(resolve, 950));
    assert.match((await snapshot()).problems.audit!, /JSON/);
  });

  it('does not read a decision that is being written', async () => {
    await writeSampleAudit(directory, sampleRecords(BARS.slice(0, 45)));
    appendFileSync(tableFile(directory, 'decisions'), '{"table":"deci');
    await start();
    const shown = await snapshot();
    assert.equal(shown.decisions.length, 45);
    assert.deepEqual(shown.problems, {});
  });

  for (const bad of ['yesterday', '-1', '1e3', '']) {
    it(`refuses since=${bad || '(nothing)'} with a sentence`, async () => {
      await start();
      const response = await fetch(`${dashboard!.url}/api/snapshot?since=${bad}`);
      assert.equal(response.status, 400);
      assert.match(((await response.json()) as { error: string }).error, /it must be the open time of a bar/);
    });
  }

  it('names the port that is taken', async () => {
    await start();
    const port = Number(new URL(dashboard!.url).port);
    await assert.rejects(startDashboard(settings({ port })), new RegExp(`^Error: port ${port} on 127.0.0.1 is taken`));
  });
});
