import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { parse } from 'csv-parse/sync';
import { chromium } from 'playwright-core';
import type { BacktestReport } from '../../../../adapters/backtest-report/backtest-report.ts';
import { bundledModelDirectory } from '../../../../adapters/model/bundled-model.ts';
import { money } from '../../../../core/money/decimal.ts';
import { needRealMinutes } from '../../../core/features/real-minutes.ts';
import { capturedCommand } from '../lake/captured-command.ts';
import type { CommandOutcome } from '../lake/captured-command.ts';
import { lacking } from '../../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../../shared/data');
const FUNDING = path.join(DATA, 'funding/BTCUSDT_funding_8h.csv');
const CHROMIUM = [process.env['CHROME_PATH'], '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (candidate) => candidate !== undefined && existsSync(candidate),
);

describe('minutehand backtest', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'backtest-command-'));
  const klines = path.join(folder, 'BTCUSDT-1m-2022-05.csv');
  const out = path.join(folder, 'report');
  const interval = ['--from', '2022-05-02T02:00', '--to', '2022-05-02T14:00'];
  const data = ['--data', klines, '--funding', FUNDING];
  const backtest = (...args: string[]): Promise<CommandOutcome> =>
    capturedCommand(['backtest', '--data-dir', folder, ...args], 100);

  before(function () {
    needRealMinutes(this);
    const rows = gunzipSync(readFileSync(path.join(DATA, 'klines_usdm_1m/BTCUSDT-1m-2022-05.csv.gz')))
      .toString('latin1')
      .split('\n');
    writeFileSync(klines, rows.slice(0, 2 * 1440).join('\n'));
  });

  after(() => rmSync(folder, { recursive: true }));

  it('prints figures, and writes a report that adds up and needs nothing beside it', async () => {
    const { code, stdout, stderr } = await backtest(
      ...data,
      ...interval,
      '--model',
      'forced:BUY',
      '--rules',
      'seed',
      '--out',
      out,
    );
    assert.equal(code, 0, stderr);
    assert.match(stdout, /Net profit +-\d+\.\d\d USDT/);
    assert.match(stdout, /Sharpe +N\/A +needs 30 days, there are 1/);
    assert.match(stdout, /Report: .*report\.html, with its assumptions/);
    assert.deepEqual(readdirSync(out).sort(), ['equity.svg', 'report.html', 'summary.json', 'trades.csv']);

    const { summary, assumptions } = JSON.parse(readFileSync(path.join(out, 'summary.json'), 'utf8')) as BacktestReport;
    const trades = parse<Record<string, string>>(readFileSync(path.join(out, 'trades.csv')), { columns: true });
    assert.ok(summary.trades > 10);
    assert.equal(trades.length, summary.trades);
    const net = trades.reduce((sum, trade) => sum.plus(trade['net_pnl']!), money('0')).toFixed();
    if (!summary.endsInPosition) assert.equal(net, summary.netProfit);

    const page = readFileSync(path.join(out, 'report.html'), 'utf8');
    for (const { sentence } of assumptions) assert.ok(page.includes(sentence.replaceAll("'", '&#39;')), sentence);
    assert.ok(page.includes('<svg') && !page.includes('<script'));
    assert.ok(!/(src|href)="http/.test(page), 'the page asks for nothing');
    assert.match(readFileSync(path.join(out, 'equity.svg'), 'utf8'), /^<svg /);
  });

  it('shows a page on which nothing is wider than its window', async function () {
    if (!CHROMIUM) return lacking(this, 'there is no Chromium in /usr/bin; CHROME_PATH names another');
    this.timeout(60_000);
    const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox', '--disable-gpu'] });
    try {
      for (const width of [1200, 400]) {
        const page = await browser.newPage({ viewport: { width, height: 900 } });
        await page.goto(`file://${out}/report.html`);
        assert.equal(await page.title(), 'Backtest 2022-05-02 02:00 to 2022-05-02 14:00 UTC');
        assert.ok((await page.evaluate<number>('document.documentElement.scrollWidth')) <= width, `at ${width}`);
        assert.ok((await page.locator('svg path').count()) > 4);
      }
    } finally {
      await browser.close();
    }
  });

  it('gives the same line of JSON each time, whatever decides', async () => {
    const random = ['--rule', 'random', '--entry-share', '0.2', '--seed', '7'];
    const lines: string[] = [];
    for (const choice of [random, random, ['--rule', 'momentum'], ['--rule', 'flat']]) {
      const { code, stdout, stderr } = await backtest(...data, ...interval, ...choice, '--json');
      assert.equal(code, 0, stderr);
      lines.push(stdout);
    }
    assert.equal(lines[0], lines[1]);
    const [, drawn, followed, flat] = lines.map((line) => JSON.parse(line) as BacktestReport & { folder: string });
    assert.ok(drawn!.summary.trades > 0 && existsSync(path.join(drawn!.folder, 'report.html')));
    assert.equal(followed!.summary.minutes, 720);
    assert.deepEqual([flat!.summary.trades, flat!.summary.netProfit], [0, '0']);
  });

  it('runs a model in batch, and takes the fee that it is given', async () => {
    const model = bundledModelDirectory('simulated')!;
    const { code, stdout, stderr } = await backtest(...data, ...interval, '--model', model, '--fee', '0.04%', '--json');
    assert.equal(code, 0, stderr);
    const report = JSON.parse(stdout) as BacktestReport;
    assert.equal(report.takerFee, '0.0004');
    assert.equal(report.summary.decisions.signals.NONE, 0);
    assert.match(report.signals, /^model .* trained on simulated minutes/);
  });

  it('refuses what is asked wrongly in one sentence, and writes nothing', async () => {
    const forced = ['--model', 'forced:BUY'];
    const cases: readonly (readonly [string[], RegExp])[] = [
      [[...data, ...interval], /give either --model or --rule/],
      [[...data, ...interval, ...forced, '--rule', 'flat'], /give either --model or --rule/],
      [
        [...data, ...interval, '--rule', 'martingale'],
        /--rule .*martingale.*flat, random, momentum, mean-reversion, logistic/,
      ],
      [[...data, ...interval, '--model', 'forced:UP'], /forced:BUY, forced:SELL or forced:HOLD/],
      [[...data, ...interval, '--model', './none'], /--model can't be used: .*none.* has no readable bundle\.json/],
      [[...data, ...interval, '--model', 'lstm-none'], /--model can't be used: there is no folder lstm-none/],
      [[...data, '--from', '2022-05-32', ...forced], /--from "2022-05-32" is not a date; write 2022-05-09/],
      [[...data, '--from', '2022-05-02T03:00', '--to', '2022-05-02T03:00', ...forced], /the interval is empty/],
      [
        [...data, '--from', '2023-01-01', '--to', '2023-01-02', ...forced],
        /has 2022-05-01 00:00 UTC to 2022-05-02 23:59 UTC/,
      ],
      [
        ['--data', path.join(folder, 'nowhere'), ...interval, ...forced],
        /--data can't be used: .*nowhere: there is no such file/,
      ],
      [[...interval, ...forced], /there is no lake in .*--data-dir or --lake names another place/],
      [[...data, '--lake', folder, ...interval, ...forced], /give one of them/],
      [[...data, ...interval, ...forced, '--fee', '5%'], /--fee is "5%", and must be from 0 to 1%/],
      [[...data, ...interval, ...forced, '--deposit', '-1'], /--deposit is "-1", and must be an amount of USDT/],
      [[...data, ...interval, '--rule', 'random', '--entry-share', '2'], /right is a share above 0 and up to 1/],
      [[...data, ...interval, ...forced, '--out', path.join(klines, 'report')], /--out can't be written: /],
    ];
    for (const [args, sentence] of cases) {
      const { code, stdout, stderr } = await backtest(...args);
      assert.deepEqual([code, stdout], [2, ''], args.join(' '));
      assert.match(stderr, sentence);
      assert.equal(stderr.trimEnd().split('\n').length, 1, stderr);
    }
  });
});
