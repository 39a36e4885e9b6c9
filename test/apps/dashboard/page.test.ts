import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { chromium } from 'playwright-core';
import { openAuditLog } from '../../../adapters/audit/json-lines.ts';
import type { RunningDashboard } from '../../../apps/dashboard/server.ts';
import { startDashboard } from '../../../apps/dashboard/server.ts';
import type { StrategyStatus } from '../../../apps/dashboard/sources/strategy-status.ts';
import type { SampleExchange } from './sample-exchange.ts';
import { startSampleExchange } from './sample-exchange.ts';
import { RUN, writeSampleLake } from './sample-pipeline.ts';
import { sampleBars, sampleRecords, sampleStatus, SYMBOL, writeSampleAudit } from './sample-trading-day.ts';
import { lacking } from '../../house/toolchain.ts';

const BARS = sampleBars(300);
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'];

const executablePath = [
  process.env['CHROME_PATH'],
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find((file) => file !== undefined && existsSync(file));

describe('dashboard page', function () {
  let directory = '';
  let exchange: SampleExchange;
  let dashboard: RunningDashboard;
  let browser: Browser;
  let page: Page;
  let status: StrategyStatus | undefined;
  const complaints: string[] = [];

  before(async function () {
    if (!executablePath) lacking(this, 'no Chromium at CHROME_PATH or in /usr/bin: the page is not looked at');
    directory = await mkdtemp(path.join(tmpdir(), 'minutehand-page-'));
    const lake = path.join(directory, 'lake');
    await Promise.all([writeSampleAudit(directory, sampleRecords(BARS.slice(0, -1))), writeSampleLake(lake)]);
    exchange = await startSampleExchange(BARS.slice(0, -1));
    status = sampleStatus(BARS);
    const strategy = {
      status: async () => {
        if (!status) throw new Error('workflow trading-BTCUSDT is not there');
        return status;
      },
      close: async () => undefined,
    };
    dashboard = await startDashboard(
      {
        port: 0,
        symbol: SYMBOL,
        auditDirectory: directory,
        lake: { kind: 'folder', folder: lake },
        exchange: { restUrl: exchange.url, statusUrl: `${exchange.url}/paper/v1/status` },
        temporal: {
          address: '127.0.0.1:1',
          namespace: 'default',
          workflowId: 'trading-BTCUSDT',
          webUiUrl: 'http://127.0.0.1:8233',
        },
      },
      strategy,
    );
    browser = await chromium.launch({ executablePath, args: FLAGS });
    page = await browser.newPage({ viewport: { width: 1440, height: 1000 } });
    page.on('console', (message) => complaints.push(message.text()));
    page.on('pageerror', (error) => complaints.push(error.message));
    page.on('requestfailed', (request) => complaints.push(`failed: ${request.url()}`));
    await page.goto(dashboard.url);
    await page.waitForSelector('#decisions tbody tr:nth-child(50)');
  });

  after(async () => {
    await browser?.close();
    await dashboard?.stop();
    await exchange?.stop();
    if (directory) await rm(directory, { recursive: true, force: true });
  });

  const text = async (selector: string) => (await page.textContent(selector)) ?? '';
  const eventually = async (selector: string, wanted: RegExp) => {
    const deadline = Date.now() + 10_000;
    while (!wanted.test(await text(selector))) {
      assert.ok(Date.now() < deadline, `${selector} never said ${wanted}: "${await text(selector)}"`);
      await page.waitForTimeout(50);
    }
  };

  it('warns plainly that the market is simulated', async () => {
    assert.match(await text('#market'), /^Simulated market: profits here mean nothing/);
  });

  it('shows mode, equity, drawdown, signal and latency', async () => {
    assert.match(await text('#mode'), /Running/);
    assert.match(await text('#equity-now'), /9,987\.32/);
    assert.match(await text('#drawdown'), /0\.13 %.*breaker at 5\.0 %/s);
    assert.match(await text('#signal'), /BUY 61 %.*\+24\.6 bps/s);
    assert.match(await text('#latency'), /14 ms/);
  });

  it('never shows a win rate without count, expectancy and cost', async () => {
    assert.match(await text('#trade-figures'), /^\s*Closed trades\s*\d+ · .* bps each.*cost .* bps · won \d+ %/s);
  });

  it('shows the position with entry, stop and target in text', async () => {
    assert.match(
      await text('#position'),
      /Long0\.049 at [\d,.]+.*Stop[\d,.]+ \(−\d+ bps\).*Target[\d,.]+ \(\+\d+ bps\)/s,
    );
  });

  it('draws both charts', async () => {
    for (const chart of ['#price-chart', '#equity-chart']) {
      const box = (await page.locator(`${chart} canvas`).first().boundingBox())!;
      assert.ok(box.width > 300 && box.height > 100, `${chart}: ${box.width} × ${box.height}`);
    }
  });

  it('gives a reason with each of the 50 decisions', async () => {
    const rows = await page.$$eval('#decisions tbody tr', (all) => all.map((row) => row.lastElementChild!.textContent));
    assert.equal(rows.length, 50);
    for (const why of rows) assert.match(why ?? '', /^(Entered|No trade|Refused|Exit|Kept|Skipped)\. \S.{10,}/);
  });

  it('lists trades with their net result, and events with orders', async () => {
    assert.equal(await page.locator('#trades tbody tr').count(), 11);
    assert.match(await text('#log tbody'), /Paused: lunch \(operator\)/);
  });

  it('takes up a new minute by itself, without moving anything', async () => {
    const places = () =>
      page.$$eval('.tile, .panel, .chart, h2', (all) =>
        all.map((element) => JSON.stringify(element.getBoundingClientRect())),
      );
    const before = await places();
    const log = await openAuditLog(directory);
    await log.append(sampleRecords(BARS), { workflowId: 'w', runId: 'r' });
    await log.close();
    exchange.bars = BARS;
    const newest = new Date(BARS.at(-1)!.time).toISOString().slice(11, 16);
    await eventually('#decisions tbody tr', new RegExp(`^${newest}`));
    assert.deepEqual(await places(), before);
  });

  it('shows text from the audit as text, never as HTML', async () => {
    status = {
      ...sampleStatus(BARS),
      mode: { mode: 'paused', since: 1, why: '<img src=x onerror=alert(1)>', who: 'operator' },
    };
    await eventually('#mode', /Paused.*<img src=x onerror=alert\(1\)>.*\(operator\)/s);
    assert.equal(await page.locator('#mode img').count(), 0);
  });

  it('says loudly when a stop is not in place', async () => {
    const { position, ...rest } = sampleStatus(BARS);
    status = { ...rest, position: { ...position!, isProtected: false } };
    await eventually('#position', /Stop not placed yet/);
  });

  it('copes with a status that tells almost nothing', async () => {
    status = { symbol: SYMBOL };
    await eventually('#position', /No position/);
    assert.match(await text('#equity-now'), /9,9\d\d/, 'from the audit');
  });

  it('says that the strategy is not reachable, and keeps the rest', async () => {
    status = undefined;
    await eventually('#mode', /Not reachable.*Workflow trading-BTCUSDT is not there\./s);
    assert.match(await text('#position'), /Position not known/);
    assert.equal(await page.locator('#decisions tbody tr').count(), 50);
  });

  it('links to the workflow in the Web UI', async () => {
    assert.equal(
      await page.getAttribute('#workflow', 'href'),
      'http://127.0.0.1:8233/namespaces/default/workflows/trading-BTCUSDT',
    );
  });

  it("shows the pipeline's stages and tables on a page of its own, with links to their runs", async () => {
    const pipeline = await browser.newPage();
    pipeline.on('pageerror', (error) => complaints.push(error.message));
    await pipeline.goto(`${dashboard.url}/pipeline.html`);
    await pipeline.waitForSelector('#runs tbody tr:nth-child(2)');
    const newest = (await pipeline.textContent('#runs tbody tr:first-child'))!;
    assert.match(newest, /silver2022-05-02failed0312/);
    assert.match(newest, /31 of 1,440 minutes are missing, more than 10/);
    const href = await pipeline.getAttribute('#runs tbody tr:first-child a', 'href');
    assert.match(href!, new RegExp(`/workflows/daily-etl-BTCUSDT-2022-05-02/${RUN}/history$`));
    assert.match((await pipeline.textContent('#tables tbody'))!, /silver\/bars_1m62022-05-01 to 2022-05-02/);
    await pipeline.close();
  });

  it('follows the system into the dark', async () => {
    const background = () => page.evaluate<string>('getComputedStyle(document.body).backgroundColor');
    const light = await background();
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.notEqual(await background(), light);
  });

  it('has complained of nothing in the console, and asked nobody else', () => {
    assert.deepEqual(complaints, []);
  });

  it('says that it is not up to date when its server is gone', async () => {
    await dashboard.stop();
    await eventually('#connection', /^Not up to date: .* Trying again\./);
  });
});
