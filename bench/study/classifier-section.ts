import { binned, classFigures } from './classification.ts';
import type { Bin, JudgedMinute } from './classification.ts';
import { bps, markdownTable, percent } from './figures.ts';

export interface NamedJudgement {
  readonly name: string;
  readonly judged: readonly JudgedMinute[];
}

export function accuracySection(judgements: readonly NamedJudgement[]): string {
  return markdownTable(
    ['', 'minutes', 'accuracy', 'always HOLD', 'macro-F1', 'always HOLD', 'log loss, nats', 'class shares alone'],
    judgements.map(({ name, judged }) => {
      const found = classFigures(judged);
      return [
        name,
        found.rows.toLocaleString('en'),
        percent(found.accuracy, 2),
        percent(found.alwaysHold, 2),
        found.macroF1.toFixed(3),
        found.alwaysHoldMacroF1.toFixed(3),
        found.logLoss.toFixed(4),
        found.classShareLogLoss.toFixed(4),
      ];
    }),
  );
}

const CONFIDENCE_EDGES = [0.33, 0.4, 0.45, 0.5, 0.55, 0.6, 0.7, 1.01];

/** BUY and SELL signals by their confidence: how often they are right, and what the market does in their direction. */
export function confidenceSection(judged: readonly JudgedMinute[]): string {
  const signals = judged.filter(({ predicted }) => predicted !== 1);
  const confidence = ({ probabilities, predicted }: JudgedMinute): number => probabilities[predicted]!;
  const right = binned(
    signals.map((one) => ({ said: confidence(one), came: one.label === one.predicted ? 1 : 0 })),
    CONFIDENCE_EDGES,
  );
  const moves = binned(
    signals.map((one) => ({ said: confidence(one), came: one.moveBps * (one.predicted - 1) })),
    CONFIDENCE_EDGES,
  );
  return markdownTable(
    ['confidence', 'signals', 'precision', 'mean 3-minute move in their direction, bps'],
    right.map(({ from, to, count, came }, index) => [
      `${from.toFixed(2)} to ${Math.min(1, to).toFixed(2)}`,
      String(count),
      percent(came),
      bps(moves[index]!.came),
    ]),
  );
}

const PROBABILITY_EDGES = [0, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 1.01];

/** Probability of BUY and of SELL against how often it came. */
export function calibrationBins(judged: readonly JudgedMinute[]): Bin[] {
  const pairs = judged.flatMap(({ probabilities, label }) =>
    ([0, 2] as const).map((one) => ({ said: probabilities[one], came: label === one ? 1 : 0 })),
  );
  return binned(pairs, PROBABILITY_EDGES).filter(({ count }) => count > 0);
}

export function calibrationSection(bins: readonly Bin[]): string {
  return markdownTable(
    ['probability said', 'times', 'mean said', 'came true'],
    bins.map(({ from, to, count, said, came }) => [
      `${percent(from, 0)} to ${percent(Math.min(1, to), 0)}`,
      count.toLocaleString('en'),
      percent(said),
      percent(came),
    ]),
  );
}

/** The bins as a picture: said to the right, came true upwards; on the diagonal they agree. */
export function calibrationPicture(bins: readonly Bin[]): string {
  const [size, margin, most] = [360, 48, 0.7];
  const x = (share: number): string => (margin + (Math.min(share, most) / most) * (size - 2 * margin)).toFixed(1);
  const y = (share: number): string =>
    (size - margin - (Math.min(share, most) / most) * (size - 2 * margin)).toFixed(1);
  const ticks = [0, 0.2, 0.4, 0.6];
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${size} ${size}" font-family="sans-serif" font-size="11">`,
    `<rect width="${size}" height="${size}" fill="#fff"/>`,
    `<path d="M${x(0)} ${y(0)}L${x(most)} ${y(most)}" stroke="#999" stroke-dasharray="4 3"/>`,
    `<path d="M${x(0)} ${y(most)}V${y(0)}H${x(most)}" fill="none" stroke="#333"/>`,
    ...ticks.map(
      (tick) => `<text x="${x(tick)}" y="${size - margin + 16}" text-anchor="middle">${percent(tick, 0)}</text>`,
    ),
    ...ticks.map((tick) => `<text x="${margin - 6}" y="${y(tick)}" text-anchor="end">${percent(tick, 0)}</text>`),
    `<polyline fill="none" stroke="#1565c0" points="${bins.map(({ said, came }) => `${x(said)},${y(came)}`).join(' ')}"/>`,
    ...bins.map(({ said, came }) => `<circle cx="${x(said)}" cy="${y(came)}" r="3" fill="#1565c0"/>`),
    `<text x="${size / 2}" y="${size - 12}" text-anchor="middle">probability of BUY or SELL that was said</text>`,
    `<text x="14" y="${size / 2}" text-anchor="middle" transform="rotate(-90 14 ${size / 2})">share that came true</text>`,
    '</svg>',
    '',
  ].join('\n');
}
