import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { WINDOW_MINUTES } from '../../../adapters/model/bundle-schema.ts';
import { spreadRows } from '../../../core/analysis/look-ahead.ts';
import { analyseStartUp } from '../../../core/analysis/start-up.ts';
import type { StartUpDependence } from '../../../core/analysis/start-up.ts';
import { LIVE_BARS } from '../../../core/features/compute.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { printAnswer } from '../lake/output.ts';
import { terminalWidth, textTable } from '../lake/text-table.ts';
import { analysedMarket } from './analysis-market.ts';
import type { AnalysisMarketOptions } from './analysis-market.ts';

export interface RecursiveCommandOptions extends AnalysisMarketOptions {
  /** Start-up lengths in bars, ascending. */
  readonly lengths: readonly number[];
  readonly ends: number;
  /** Also the features that agree at every length. */
  readonly all?: boolean;
}

/** History that the others are measured against. */
const LONGEST = 6_000;
/** What live, backtest and training promise each other. */
const TOLERANCE = 1e-9;

/**
 * `minutehand recursive-analysis`: each feature in the last 60 minutes, computed from histories of different length, against
 * the value from 6,000 bars.
 * @throws Error, for exit code 1, when a feature hasn't settled with the bars that the live path has; ConfigurationRefused for
 * wrong options.
 */
export async function recursiveAnalysis(options: RecursiveCommandOptions): Promise<void> {
  const lengths = [...new Set([...options.lengths, LIVE_BARS])].sort((one, other) => one - other);
  const unfit = lengths.find((length) => length < WINDOW_MINUTES || length > LONGEST);
  if (unfit !== undefined) {
    throw new ConfigurationRefused(`--lengths ${unfit}: ${WINDOW_MINUTES} to ${LONGEST} bars would be right`);
  }
  const { title, inputs } = await analysedMarket(options, LONGEST + 1);
  const names = FEATURES.filter(({ history }) => history !== 'book').map(({ name }) => name);
  const ends = spreadRows(LONGEST - 1, inputs.length, options.ends);
  const found = analyseStartUp(inputs, names, { lengths, longest: LONGEST, ends, rows: WINDOW_MINUTES });
  const live = lengths.indexOf(LIVE_BARS);
  const unsettled = found.filter(({ differences }) => differences[live]! > TOLERANCE);
  const answer = {
    market: title,
    lengths,
    longest: LONGEST,
    // JSON has no Infinity: a feature that isn't defined yet has null.
    features: found.map(({ name, differences }) => ({
      name,
      differences: differences.map((value) => (Number.isFinite(value) ? value : null)),
    })),
  };
  printAnswer(options, answer, () => reportText(title, lengths, found, ends.length, options.all === true));
  if (unsettled.length > 0) {
    const which = unsettled.map(({ name }) => name).join(', ');
    throw new Error(`${which}: not settled with ${LIVE_BARS} bars, so live and training would not see the same number`);
  }
}

function reportText(
  title: string,
  lengths: readonly number[],
  found: readonly StartUpDependence[],
  ends: number,
  all: boolean,
): string {
  const shown = found.filter(({ differences }) => all || differences.some((value) => value > 0));
  return [
    `Recursive analysis of ${title}`,
    `Largest relative difference to the value from ${LONGEST} bars, over the last ${WINDOW_MINUTES} minutes of ${ends} histories.`,
    '',
    textTable(
      [{ title: 'feature' }, ...lengths.map((length) => ({ title: `${length} bars`, align: 'right' as const }))],
      shown.map(({ name, differences }) => [name, ...differences.map(differenceText)]),
      terminalWidth(),
    ),
    '',
    `${found.length - shown.length} more features agree to the last bit at every length; "-": not defined in all of these minutes.`,
  ].join('\n');
}

function differenceText(value: number): string {
  if (value === Infinity) return '-';
  return value === 0 ? '0' : value.toExponential(1);
}
