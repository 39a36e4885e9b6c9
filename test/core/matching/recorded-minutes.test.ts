import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { advanceBar } from '../../../core/matching/bar-path.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { createMatchingEngine } from '../../../core/matching/matching-engine.ts';
import { createSyntheticBook } from '../../../core/matching/synthetic-book.ts';
import { money } from '../../../core/money/decimal.ts';
import { assertLedgerIdentity, SYMBOL } from './account-on-candles.ts';
import { lacking } from '../../house/toolchain.ts';

const FILE = resolve(import.meta.dirname, '../../../../shared/data/klines_usdm_1m/BTCUSDT-1m-2022-05.csv.gz');

interface Minute {
  readonly openTime: number;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
}

function minutes(): Minute[] {
  const lines = gunzipSync(readFileSync(FILE)).toString().trim().split('\n');
  return lines.map((line) => {
    const [openTime, open, high, low, close] = line.split(',').map(Number) as [number, number, number, number, number];
    return { openTime, open, high, low, close };
  });
}

describe('a month of recorded minutes, with its fall', () => {
  before(function () {
    if (existsSync(FILE)) return;
    lacking(this, `the recorded minutes are missing at ${FILE}`);
  });

  it('fills every stop and target at a price of its minute, less what the book takes, and keeps the ledger', () => {
    const engine = createMatchingEngine({ symbols: { [SYMBOL]: BTCUSDT_SPEC }, deposit: '100000', time: 0 });
    engine.setLeverage(SYMBOL, 5);
    const book = createSyntheticBook({ tickSize: '0.10', stepSize: '0.001', seed: 1 });
    const slip = 0.0011;
    let exits = 0;
    minutes().forEach((bar, index) => {
      const before = engine.fills(SYMBOL).length;
      const funding = bar.openTime % (8 * 3_600_000) === 0 ? { funding: { rate: '0.0001' } } : {};
      const bookAt = (price: string) => book(bar.openTime, price);
      advanceBar(engine, { symbol: SYMBOL, bar, priceDecimals: 1, bookAt, ...funding });
      for (const fill of engine.fills(SYMBOL).slice(before)) {
        exits++;
        assert.ok(Number(fill.price) >= bar.low * (1 - slip) && Number(fill.price) <= bar.high * (1 + slip));
      }
      if (index % 30 !== 0 || engine.position(SYMBOL).amount !== '0') return;
      const side = index % 60 === 0 ? 'BUY' : 'SELL';
      const away = side === 'BUY' ? 1 : -1;
      const time = bar.openTime + 59_999;
      engine.placeOrder({ symbol: SYMBOL, side, type: 'MARKET', quantity: '1', clientId: `e${index}` }, time);
      for (const [type, distance] of [
        ['STOP_MARKET', -0.003],
        ['TAKE_PROFIT_MARKET', 0.005],
      ] as const) {
        engine.placeConditional(
          {
            symbol: SYMBOL,
            side: side === 'BUY' ? 'SELL' : 'BUY',
            type,
            triggerPrice: (bar.close * (1 + away * distance)).toFixed(1),
            workingType: 'CONTRACT_PRICE',
            closePosition: true,
            reduceOnly: false,
            priceProtect: false,
            clientId: `${type}-${index}`,
          },
          time,
        );
      }
    });
    assert.ok(exits > 1000, String(exits));
    assertLedgerIdentity(engine);
    const ended = engine.conditionals(SYMBOL).filter((one) => one.status === 'FINISHED' || one.status === 'EXPIRED');
    assert.ok(ended.length >= engine.conditionals(SYMBOL).length - 2);
    assert.ok(money(engine.balance().wallet).gt(0));
  });
});
