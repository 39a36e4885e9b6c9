/**
 * docs/images/dashboard.png, taken from a real start on the simulated market after three exchange hours:
 * `node --import tsx infra/docs/dashboard-picture.ts`. Takes about four minutes; needs Chromium at CHROME_PATH or
 * /usr/bin/chromium, and ends everything that it started.
 */
import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { chromium } from 'playwright-core';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PICTURE = path.join(ROOT, 'docs', 'images', 'dashboard.png');
const MARKET_TIME_MS = 3 * 3_600_000;
/** A picture with a position, its stop and its target says more: wait this long for one, wall ms. */
const POSITION_WITHIN_MS = 90_000;
const FLAGS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-sync', '--no-first-run'];

interface Ready {
  readonly dashboard: string;
  readonly exchange: string;
}

async function main(): Promise<void> {
  const dataDirectory = await mkdtemp(path.join(tmpdir(), 'minutehand-picture-'));
  const start = spawn(
    process.execPath,
    ['--import', 'tsx', 'apps/cli/start.ts', '--json', '--data-dir', dataDirectory],
    {
      cwd: ROOT,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const ended = once(start, 'exit');
  try {
    const { dashboard, exchange } = await ready(start);
    await tradedFor(exchange, MARKET_TIME_MS);
    await photograph(dashboard);
  } finally {
    start.kill('SIGINT');
    await ended;
    await rm(dataDirectory, { recursive: true, force: true });
  }
}

/** The line that `--json` prints when everything runs. */
async function ready(start: ChildProcess): Promise<Ready> {
  if (!start.stdout) throw new Error('the start has no standard output');
  for await (const line of createInterface({ input: start.stdout })) {
    const answer = JSON.parse(line) as Partial<Ready>;
    if (answer.dashboard !== undefined && answer.exchange !== undefined) return answer as Ready;
  }
  throw new Error('the start ended before it was ready');
}

async function tradedFor(exchangeUrl: string, marketMs: number): Promise<void> {
  const control = new PaperMarketControl(exchangeUrl);
  for (;;) {
    const { marketTime, startsAt } = await control.status();
    if (marketTime - (startsAt ?? marketTime) >= marketMs) return;
    await sleep(1_000);
  }
}

async function photograph(url: string): Promise<void> {
  const executablePath = process.env['CHROME_PATH'] ?? '/usr/bin/chromium';
  const browser = await chromium.launch({ executablePath, args: FLAGS });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 1000 }, colorScheme: 'light' });
    await page.goto(url);
    await page.waitForSelector('#decisions tbody tr');
    await page
      .waitForFunction("document.querySelector('#position').textContent.includes('Stop')", undefined, {
        timeout: POSITION_WITHIN_MS,
      })
      .catch(() => undefined);
    await page.waitForTimeout(1_000);
    await mkdir(path.dirname(PICTURE), { recursive: true });
    await page.screenshot({ path: PICTURE });
  } finally {
    await browser.close();
  }
}

await main();
