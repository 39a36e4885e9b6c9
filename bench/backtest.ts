/**
 * Bars a CPU second of a backtest over the recorded year, with orders, fees, funding and stops, from predictions that are
 * ready: minutes passed over where nothing can happen, and a month with every minute's records.
 *   npm run bench:backtest [-- rounds, default 3]
 */
import { availableParallelism, cpus, loadavg } from 'node:os';
import { MINUTE_MS } from '../core/market/bar.ts';
import { drawnSignals, FROM, predictionsOf, recordedYear, runCase, TO } from './backtest/case.ts';
import { PACES } from './backtest/paces.ts';

const rounds = Number(process.argv[2] ?? 3);
if (!Number.isInteger(rounds) || rounds < 1) {
  throw new Error(`the number of rounds must be a whole number from 1 on, not "${process.argv[2]}"`);
}
const MONTH = 30 * 1_440;
const minutes = (TO - FROM) / MINUTE_MS;
const market = await recordedYear();

for (const [name, pace] of Object.entries(PACES)) {
  const predictions = predictionsOf(market, drawnSignals(pace));
  const [trades, passed] = measure((records) => runCase(market, predictions, pace, { minutes, records }), 'trades');
  say(`${name}: ${trades} trades in ${minutes} minutes, ${passed} bars/s`);
  const [, played] = measure((records) => runCase(market, predictions, pace, { minutes: MONTH, records }), 'all');
  say(`${name}, every minute recorded, the first 30 days: ${played} bars/s`);
}
say(`Machine: ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}`);
say(
  `Load at the end (1, 5, 15 minutes): ${loadavg()
    .map((average) => average.toFixed(1))
    .join(' ')}`,
);

/** Trades, and the median of bars a CPU second after a round that is the just-in-time compiler's. */
function measure(
  run: (records: 'all' | 'trades') => ReturnType<typeof runCase>,
  records: 'all' | 'trades',
): readonly [trades: number, rate: number] {
  const rates: number[] = [];
  let trades = run(records).trades.length;
  for (let round = 0; round < rounds; round++) {
    const start = process.cpuUsage();
    const { outcome, trades: made } = run(records);
    const { user, system } = process.cpuUsage(start);
    rates.push(outcome.minutes / ((user + system) / 1e6));
    trades = made.length;
  }
  return [trades, Math.round(rates.sort((a, b) => a - b)[Math.floor(rates.length / 2)]!)];
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}
