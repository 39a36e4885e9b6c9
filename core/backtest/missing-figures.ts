import { LEAST_DAYS, LEAST_TRADES } from '../metrics/least-counts.ts';

/** Figures that may be null, each with the least count that it needs and what it can't be without besides. */
const NEEDS = {
  winRate: { of: 'trades', least: 1 },
  profitFactor: { of: 'trades', least: LEAST_TRADES, besides: 'no trade lost' },
  expectancy: { of: 'trades', least: LEAST_TRADES },
  meanTrade: { of: 'trades', least: LEAST_TRADES },
  sharpe: { of: 'days', least: LEAST_DAYS, besides: 'every day returned the same' },
  sortino: { of: 'days', least: LEAST_DAYS, besides: 'no day lost' },
  calmar: { of: 'days', least: LEAST_DAYS, besides: 'equity never fell' },
} as const;

export type FigureName = keyof typeof NEEDS;

/** Name of a figure → a sentence that says why it is not given. */
export type MissingFigures = Readonly<Partial<Record<FigureName, string>>>;

/** Says of each figure that is null what it lacks: so many trades or days, or a loss to divide by. */
export function missingFigures(
  figures: Readonly<Record<FigureName, unknown>>,
  counts: { readonly trades: number; readonly days: number },
): MissingFigures {
  const missing: Partial<Record<FigureName, string>> = {};
  for (const name of Object.keys(NEEDS) as FigureName[]) {
    if (figures[name] !== null) continue;
    const need: { of: 'trades' | 'days'; least: number; besides?: string } = NEEDS[name];
    const there = counts[need.of];
    const few = `needs ${need.least} ${need.least === 1 ? need.of.slice(0, -1) : need.of}, there are ${there}`;
    missing[name] = there < need.least || need.besides === undefined ? few : need.besides;
  }
  return missing;
}
