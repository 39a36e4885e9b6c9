import { openAuditLog } from '../../../adapters/audit/json-lines.ts';
import type { PriceBar } from '../../../apps/dashboard/sources/price-bars.ts';
import type { StrategyStatus } from '../../../apps/dashboard/sources/strategy-status.ts';
import type { AuditRecord, DecisionRecord, TradeRecord } from '../../../core/trading/records.ts';

const MINUTE = 60_000;
export const SYMBOL = 'BTCUSDT';
export const DAY_START = Date.UTC(2026, 8, 14);

/** Numbers in [0, 1) that are the same every time (Lehmer's generator). */
function sequence(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

/** Minutes of a wandering price, made up. */
export function sampleBars(count: number, seed = 7): PriceBar[] {
  const random = sequence(seed);
  let price = 64_210;
  return Array.from({ length: count }, (_, i) => {
    const open = price;
    const close = open * (1 + (random() - 0.497) * 0.0016);
    const reach = () => random() * 0.0005 * open;
    price = Number(close.toFixed(1));
    return {
      time: DAY_START + i * MINUTE,
      open: Number(open.toFixed(1)),
      high: Number((Math.max(open, close) + reach()).toFixed(1)),
      low: Number((Math.min(open, close) - reach()).toFixed(1)),
      close: price,
    };
  });
}

const REFUSALS = [
  ['COST_GATE', 'A BUY is expected to gain 4.2 bps; a round trip costs 11.0 bps, and 16.5 bps are needed.'],
  ['LOW_CONFIDENCE', 'Confidence in SELL is 33.10 %; at least 35.00 % is needed.'],
  ['COOLDOWN', 'A stop was hit 3 minutes ago; no entry for 5 minutes after one.'],
  ['FUNDING_WINDOW', 'Funding is settled in 61.2 s; no entry within 120.0 s before it.'],
] as const;

const base = (table: string, bar: number, suffix = '') => ({
  key: `run-${table}-${bar}${suffix}`,
  symbol: SYMBOL,
  bar,
});

function decisionOf(bar: PriceBar, random: () => number, entered: boolean): DecisionRecord {
  const kind = random();
  const signal = entered ? 'BUY' : kind < 0.5 ? 'HOLD' : kind < 0.75 ? 'BUY' : 'SELL';
  const [code, sentence] = REFUSALS[Math.floor(random() * REFUSALS.length)]!;
  const others =
    random() < 0.2
      ? [{ code: 'WIDE_SPREAD' as const, sentence: 'The spread is 6.1 bps; the limit is 5.0 bps.', numbers: {} }]
      : [];
  return {
    table: 'decisions',
    ...base('d', bar.time),
    close: bar.close,
    signal,
    confidence: 0.33 + random() * 0.5,
    probabilities: [0.2, 0.4, 0.4],
    expectedMoveBps: signal === 'HOLD' ? random() - 0.5 : (random() * 30 + 2) * (signal === 'SELL' ? -1 : 1),
    modelId: 'lstm-sample',
    action: entered ? 'enter' : signal === 'HOLD' ? 'hold' : 'refuse',
    refusals: entered || signal === 'HOLD' ? [] : [{ code, sentence, numbers: {} }, ...others],
    numbers: entered
      ? { expectedMoveBps: 24.6, roundTripCostBps: 11, kellyF: 0.2125, quantity: '0.049', lossAtStop: '14.02016102' }
      : {},
    source: 'stream',
    latencyMs: 9 + random() * 20,
  };
}

function tradeOf(opened: PriceBar, closed: PriceBar, index: number): TradeRecord {
  const side = index % 3 === 2 ? 'SHORT' : 'LONG';
  const gross = (closed.close - opened.close) * 0.049 * (side === 'LONG' ? 1 : -1);
  const fees = opened.close * 0.049 * 0.001;
  return {
    table: 'trades',
    ...base('t', closed.time),
    side,
    quantity: '0.049',
    entryPrice: opened.close.toFixed(1),
    exitPrice: closed.close.toFixed(1),
    openedBar: opened.time,
    closedBar: closed.time,
    exit: gross > 8 ? 'target' : gross < -6 ? 'stop' : 'time',
    grossPnl: gross.toFixed(8),
    fees: fees.toFixed(8),
    funding: '0',
    netPnl: (gross - fees).toFixed(8),
    netBps: ((gross - fees) / (opened.close * 0.049)) * 10_000,
    modelId: 'lstm-sample',
  };
}

/** The records of a morning over these bars: a decision and the equity each minute, a trade every half an hour. */
export function sampleRecords(bars: readonly PriceBar[]): AuditRecord[] {
  const random = sequence(11);
  const records: AuditRecord[] = [];
  let equity = 10_000;
  for (const [i, bar] of bars.entries()) {
    const isTradeStart = i % 27 === 9 && i + 3 < bars.length;
    records.push(decisionOf(bar, random, isTradeStart));
    const opened = bars[i - 3];
    if (i % 27 === 12 && opened) {
      const trade = tradeOf(opened, bar, Math.floor(i / 27));
      equity += Number(trade.netPnl);
      records.push(trade);
    }
    const drawdown = Math.max(0, 1 - equity / 10_000);
    records.push({
      table: 'equity',
      ...base('e', bar.time),
      wallet: equity.toFixed(8),
      equity: equity.toFixed(8),
      drawdown,
    });
  }
  const at = (i: number) => bars.at(i)!.time;
  records.push(
    {
      table: 'events',
      ...base('v', at(0)),
      kind: 'mode',
      mode: 'running',
      sentence: 'trading began',
      who: 'minutehand',
    },
    {
      table: 'events',
      ...base('v', at(-40)),
      kind: 'command',
      mode: 'paused',
      sentence: 'paused: lunch',
      who: 'operator',
    },
    { table: 'events', ...base('v', at(-31)), kind: 'command', mode: 'running', sentence: 'resumed', who: 'operator' },
    {
      table: 'orders',
      ...base('o', at(-2)),
      clientId: 'mh-run-x-e',
      purpose: 'entry',
      side: 'BUY',
      type: 'MARKET',
      quantity: '0.049',
      price: '64310.2',
      status: 'FILLED',
      reason: 'BUY at 0.612',
    },
    {
      table: 'orders',
      ...base('o', at(-2), 's'),
      clientId: 'mh-run-x-s',
      purpose: 'stop',
      side: 'SELL',
      type: 'STOP_MARKET',
      quantity: '0',
      price: '64098.0',
      status: 'NEW',
      reason: '',
    },
  );
  return records;
}

export async function writeSampleAudit(directory: string, records: readonly AuditRecord[]): Promise<void> {
  const log = await openAuditLog(directory);
  await log.append(records, { workflowId: `trading-${SYMBOL}`, runId: 'sample' });
  await log.close();
}

/** What the workflow would say after the last of the bars: long since two minutes. */
export function sampleStatus(bars: readonly PriceBar[]): StrategyStatus {
  const last = bars.at(-1)!;
  const entry = bars.at(-3)!.close;
  return {
    symbol: SYMBOL,
    mode: { mode: 'running', since: DAY_START, why: 'started', who: 'minutehand' },
    lastBar: last.time,
    equity: '9987.31550000',
    wallet: '9990.12040000',
    drawdown: 0.00126845,
    dailyDrawdownLimit: 0.05,
    position: {
      side: 'LONG',
      quantity: '0.049',
      entryPrice: entry.toFixed(1),
      entryId: 'mh-run-x-e',
      openedBar: bars.at(-3)!.time,
      exitDueBar: last.time + MINUTE,
      stopDistance: '212.2',
      targetDistance: '318.3',
      stopPrice: (entry - 212.2).toFixed(1),
      targetPrice: (entry + 318.3).toFixed(1),
      stopId: 'mh-run-x-s',
      targetId: 'mh-run-x-t',
      isProtected: true,
      modelId: 'lstm-sample',
    } as StrategyStatus['position'] & object,
    lastSignal: { signal: 'BUY', confidence: 0.612, expectedMoveBps: 24.6, modelId: 'lstm-sample', bar: last.time },
    latencyMs: 14.2,
    unwritten: 0,
    trades: 17,
  };
}
