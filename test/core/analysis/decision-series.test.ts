import assert from 'node:assert/strict';
import { decisionSeries } from '../../../core/analysis/decision-series.ts';
import { analyseLookAhead } from '../../../core/analysis/look-ahead.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import { momentum } from '../../../core/rules/momentum.ts';
import { certainOf } from '../../../core/rules/signal-rule.ts';
import type { SignalRule } from '../../../core/rules/signal-rule.ts';
import { simulatedMinutes } from '../rules/simulated-minutes.ts';

const STARTUP = 1_500;
const OPTIONS = { cuts: [2_900], before: STARTUP + 240, after: 30 };

describe('decisions under look-ahead analysis', () => {
  const inputs = simulatedMinutes(3_200);
  const honest = momentum({ thresholdBps: 10, expectedMoveBps: 50 });
  const seriesWith = (rule: SignalRule): ReturnType<typeof decisionSeries> =>
    decisionSeries({
      rule,
      spec: BTCUSDT_SPEC,
      priceDecimals: 1,
      limits: { ...DEFAULT_RISK_LIMITS, rules: 'seed' },
      startUp: STARTUP,
    });

  it('do not know what comes after their minute, and there are entries and trades among them', () => {
    const report = analyseLookAhead(inputs, seriesWith(honest), OPTIONS);
    assert.deepEqual(report.leaks, []);
    const names = new Set(report.names);
    for (const table of ['predictions', 'decisions', 'orders', 'fills', 'trades', 'equity']) {
      assert.ok(names.has(table), `${table} among ${[...names].join(', ')}`);
    }
  });

  it('are found out when the rule knows the next minute', () => {
    const report = analyseLookAhead(
      inputs,
      (part, last) => {
        const next = new Map(Array.from(part.openTime, (time, row) => [time, part.close[row + 2]! > part.close[row]!]));
        const knowing: SignalRule = {
          ...honest,
          id: 'knowing',
          opinionOf: (_values, openTime) => certainOf((next.get(openTime) ?? false) ? 'BUY' : 'HOLD', 50),
        };
        return seriesWith(knowing)(part, last);
      },
      OPTIONS,
    );
    const found = new Map(report.leaks.map(({ name, minutesAhead }) => [name, minutesAhead]));
    assert.equal(found.get('predictions'), 2);
    assert.ok(found.has('decisions'));
  });
});
