import { runBacktest } from '../backtest/run-backtest.ts';
import type { FeatureInputs } from '../features/inputs.ts';
import { MINUTE_MS } from '../market/bar.ts';
import type { SymbolSpec } from '../matching/engine-contract.ts';
import type { TradeRecordSummary } from '../model/prediction.ts';
import type { RiskLimits } from '../risk/limits.ts';
import { rulePredictions } from '../rules/rule-predictions.ts';
import type { SignalRule } from '../rules/signal-rule.ts';
import { marketOfColumns } from './columns-market.ts';
import type { MinuteSeries } from './look-ahead.ts';

/** So long a record of wins that no loss ends the entries: what is looked at is when, not how well, it trades. */
const LONG_RECORD: TradeRecordSummary = { trades: 400_000, wins: 240_000, winBpsSum: 4.8e6, lossBpsSum: 2.4e6 };

export interface DecisionSeriesOptions {
  readonly rule: SignalRule;
  readonly spec: SymbolSpec;
  readonly priceDecimals: number;
  readonly limits: RiskLimits;
  /** Rows before the first one that is traded. */
  readonly startUp: number;
}

/**
 * What the strategy makes of the minutes, as text by row: the rule's prediction, and every record of the engine (decision,
 * orders, fills, trades, equity) from row `startUp` to row `last`. Given to analyseLookAhead, it shows whether a decision
 * knew more than its minute did.
 */
export function decisionSeries(options: DecisionSeriesOptions): (inputs: FeatureInputs, last: number) => MinuteSeries {
  const { rule, spec, priceDecimals, limits, startUp } = options;
  return (inputs, last) => {
    const predictionAt = rulePredictions(rule, inputs);
    const first = inputs.openTime[0]!;
    const predictions = Array.from(inputs.openTime, (openTime) => JSON.stringify(predictionAt(openTime)));
    const texts = new Map<string, string[]>();
    runBacktest({
      market: marketOfColumns(inputs, spec, priceDecimals),
      settings: {
        symbol: spec.filters.symbol,
        runTag: 'analysis',
        clock: { kind: 'lockstep' },
        limits,
        prior: LONG_RECORD,
      },
      deposit: '10000',
      from: first + startUp * MINUTE_MS,
      to: first + (last + 1) * MINUTE_MS,
      predictionAt,
      onRecords: (records) => {
        for (const record of records) {
          const rows = texts.get(record.table) ?? [];
          texts.set(record.table, rows);
          const row = (record.bar - first) / MINUTE_MS;
          rows[row] = `${rows[row] ?? ''}${JSON.stringify(record)}\n`;
        }
      },
    });
    return new Map<string, ArrayLike<unknown>>([['predictions', predictions], ...texts]);
  };
}
