import { mean } from '../../core/metrics/mean.ts';
import type { Attempt, Candidate } from './attempts.ts';
import { bps, markdownTable, meanText, TRADE_TITLES, tradeRow } from './figures.ts';
import { TEST, VALIDATION } from './periods.ts';
import { randomBaseline } from './random-baseline.ts';
import type { Recording } from './recording.ts';
import type { StudyTrade } from './run-signals.ts';

/** Fewer trades on the validation months say too little to choose by. */
const LEAST_TRADES = 30;

export interface AttemptOutcome {
  readonly name: string;
  readonly chosen: Candidate;
  readonly trades: readonly StudyTrade[];
}

export interface AttemptTables {
  readonly validation: string;
  readonly test: string;
  readonly outcomes: readonly AttemptOutcome[];
}

/** Runs every candidate on the validation months, the best of each attempt on the test months, once. */
export function tryAttempts(recording: Recording, all: readonly Attempt[], say: (line: string) => void): AttemptTables {
  const validationRows: string[][] = [];
  const testRows: string[][] = [];
  const outcomes: AttemptOutcome[] = [];
  for (const { name, candidates } of all) {
    const tried = candidates.map((candidate) => ({
      candidate,
      trades: candidate.run(candidate.predictions(VALIDATION), VALIDATION, candidate.limits),
    }));
    const chosen = best(tried);
    for (const { candidate, trades } of tried) {
      validationRows.push([
        name,
        candidate.name,
        String(trades.length),
        trades.length < 10 ? 'N/A' : bps(mean(trades.map(({ grossBps }) => grossBps))),
        meanText(trades.map(({ netBps }) => netBps)),
        candidate === chosen ? 'chosen' : '',
      ]);
    }
    say(`  ${name}: ${chosen?.name ?? 'no candidate had enough trades'}`);
    if (!chosen) continue;
    const trades = chosen.run(chosen.predictions(TEST), TEST, chosen.limits);
    const random =
      trades.length === 0 ? undefined : randomBaseline(recording, TEST, chosen.limits, trades.length, chosen.run);
    testRows.push(tradeRow(`${name}: ${chosen.name}`, trades, random));
    outcomes.push({ name, chosen, trades });
  }
  return {
    validation: markdownTable(
      ['remedy', 'candidate', 'trades', 'before fees', 'net at 0.05 % (95 %)', ''],
      validationRows,
    ),
    test: markdownTable(TRADE_TITLES, testRows),
    outcomes,
  };
}

function best(tried: readonly { candidate: Candidate; trades: readonly StudyTrade[] }[]): Candidate | undefined {
  const judged = tried
    .filter(({ trades }) => trades.length >= LEAST_TRADES)
    .map(({ candidate, trades }) => ({ candidate, net: mean(trades.map(({ netBps }) => netBps)) }));
  return judged.sort((one, other) => other.net - one.net)[0]?.candidate;
}
