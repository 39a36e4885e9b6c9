import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { BTCUSDT_SPEC, parseBinanceSpec } from '../../../core/matching/binance-specs.ts';
import { money } from '../../../core/money/decimal.ts';
import { parseSymbolRules } from '../../../core/matching/symbol-rules.ts';
import { lacking } from '../../house/toolchain.ts';

const FEES = { maker: '0.0002', taker: '0.0005' };
const RECORDED = resolve(import.meta.dirname, '../../../../shared/data/rest');

function recorded(name: string): unknown {
  return JSON.parse(readFileSync(resolve(RECORDED, name), 'utf8')) as unknown;
}

describe('the default BTCUSDT spec', () => {
  it('has maintenance margin without a step where one bracket ends and the next begins', () => {
    const { brackets } = BTCUSDT_SPEC;
    brackets.slice(1).forEach((row, index) => {
      const before = brackets[index]!;
      assert.equal(row.notionalFloor, before.notionalCap);
      const marginAt = (one: typeof row) => money(row.notionalFloor).times(one.maintMarginRatio).minus(one.cum);
      assert.equal(marginAt(row).toString(), marginAt(before).toString(), `bracket ${row.bracket}`);
    });
  });

  it('has the filters and fees of the exchange', () => {
    const rules = parseSymbolRules(BTCUSDT_SPEC);
    assert.equal(rules.tickSize.toString(), '0.1');
    assert.equal(rules.limitLot.step.toString(), '0.001');
    assert.equal(rules.marketLot.max.toString(), '120');
    assert.equal(rules.minNotional.toString(), '50');
    assert.deepEqual([rules.makerFee.toString(), rules.takerFee.toString()], ['0.0002', '0.0005']);
    assert.deepEqual([rules.brackets[0]?.leverage, rules.brackets.at(-1)?.leverage], [150, 1]);
  });
});

describe('a spec from the exchange', () => {
  before(function () {
    if (existsSync(RECORDED)) return;
    lacking(this, `the recorded answers of the exchange are missing at ${RECORDED}`);
  });

  it('is read from recorded answers, strings for numbers included', () => {
    const [brackets] = recorded('fapi_leverageBracket_BTCUSDT_20241024_freqtrade.json') as unknown[];
    const spec = parseBinanceSpec(recorded('fapi_exchangeInfo_BTCUSDT_symbol_ccxt_0dca8ac.json'), brackets, FEES);
    assert.deepEqual(spec.filters, { ...BTCUSDT_SPEC.filters, minNotional: '5' });
    assert.equal(spec.brackets.length, 12);
    assert.deepEqual(spec.brackets[1], {
      bracket: 2,
      initialLeverage: 100,
      notionalFloor: '50000',
      notionalCap: '600000',
      maintMarginRatio: '0.005',
      cum: '50.0',
    });
    assert.equal(spec.liquidationFee, '0.012500');
    assert.equal(spec.maxOrders, 200);
    parseSymbolRules(spec);
  });

  it('is read from the modern shape, with numbers as numbers', () => {
    const info = recorded('fapi_exchangeInfo_XAUUSDT_symbol_2026_modern_shape.json');
    const row = { bracket: 1, initialLeverage: 50, notionalCap: 1e6, notionalFloor: 0, maintMarginRatio: 0.01, cum: 0 };
    const spec = parseBinanceSpec(info, { symbol: 'XAUUSDT', brackets: [row] }, FEES);
    assert.equal(spec.filters.tickSize, '0.01');
    assert.equal(spec.filters.marketMaxQty, '1000');
    assert.equal(spec.triggerProtect, '0.0200');
    assert.equal(spec.brackets[0]?.notionalCap, '1000000');
  });

  it('is refused with the name of what is missing or malformed', () => {
    const info = recorded('fapi_exchangeInfo_BTCUSDT_symbol_ccxt_0dca8ac.json') as {
      filters: { filterType: string }[];
    };
    const [brackets] = recorded('fapi_leverageBracket_BTCUSDT_20241024_freqtrade.json') as [object];
    const without = { ...info, filters: info.filters.filter((one) => one.filterType !== 'LOT_SIZE') };
    assert.throws(() => parseBinanceSpec(without, brackets, FEES), /BTCUSDT LOT_SIZE/);
    assert.throws(() => parseBinanceSpec({}, brackets, FEES), /exchangeInfo symbol: symbol/);
    assert.throws(() => parseBinanceSpec(info, { symbol: 'BTCUSDT', brackets: [] }, FEES), /leverageBracket: brackets/);
    assert.throws(() => parseBinanceSpec(info, { ...brackets, symbol: 'ETHUSDT' }, FEES), /of ETHUSDT, not BTCUSDT/);
  });
});
