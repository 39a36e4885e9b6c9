import { decisionSeries } from '../../../core/analysis/decision-series.ts';
import { analyseLookAhead, spreadRows } from '../../../core/analysis/look-ahead.ts';
import type { Leak, LookAheadReport } from '../../../core/analysis/look-ahead.ts';
import { FUTURE_CHANGES } from '../../../core/analysis/changed-future.ts';
import { computeFeatures, LIVE_BARS } from '../../../core/features/compute.ts';
import { sliceInputs } from '../../../core/features/slice.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { LABEL_HORIZON_MINUTES, signalLabels } from '../../../core/labels/signal-label.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';
import { comparisonRule } from '../../../core/rules/comparison-rules.ts';
import type { RuleName } from '../../../core/rules/comparison-rules.ts';
import { printAnswer } from '../lake/output.ts';
import { terminalWidth, textTable } from '../lake/text-table.ts';
import { analysedMarket } from './analysis-market.ts';
import type { AnalysedMarket, AnalysisMarketOptions } from './analysis-market.ts';

export interface LookAheadCommandOptions extends AnalysisMarketOptions {
  readonly rule: RuleName;
  readonly cuts: number;
}

/** Minutes traded before each cut, and computed after it. */
const TRADED_MINUTES = 240;
const MINUTES_AFTER = 240;
/** A share of the minutes from the start is what the rule learns from. */
const TRAINING_SHARE = 0.4;
/** So many minutes make a training part and two cuts. */
const LEAST_MINUTES = 10_000;

/**
 * `minutehand lookahead-analysis`: changes the future after some minutes, in each way, and looks whether any feature,
 * prediction, decision, order or equity up to there is another. The label looks ahead by design: that it is found shows that
 * the analysis can find.
 * @throws Error, for exit code 1, when something looks ahead; ConfigurationRefused for wrong options.
 */
export async function lookAheadAnalysis(options: LookAheadCommandOptions): Promise<void> {
  const market = await analysedMarket(options, LEAST_MINUTES);
  const reports = analysisOf(market, options);
  const { features, decisions, control } = reports;
  const leaks = [...features.leaks, ...decisions.leaks];
  const answer = { market: market.title, cuts: features.cuts, changes: FUTURE_CHANGES, leaks, control: control.leaks };
  printAnswer(options, answer, () => reportText(market, options, reports));
  if (control.leaks[0]?.minutesAhead !== LABEL_HORIZON_MINUTES) {
    throw new Error('the label was not found to look ahead as it does: this analysis proves nothing');
  }
  if (leaks.length > 0)
    throw new Error(`${leaks.map(({ name }) => name).join(', ')}: knew what comes after its minute`);
}

interface Reports {
  readonly features: LookAheadReport;
  readonly decisions: LookAheadReport;
  readonly control: LookAheadReport;
}

function analysisOf({ inputs, spec, priceDecimals }: AnalysedMarket, { rule, cuts }: LookAheadCommandOptions): Reports {
  const trainingRows = Math.floor(inputs.length * TRAINING_SHARE);
  const before = LIVE_BARS + TRADED_MINUTES;
  const where = {
    cuts: spreadRows(Math.max(trainingRows, before), inputs.length - MINUTES_AFTER, cuts),
    before,
    after: MINUTES_AFTER,
  };
  const names = FEATURES.filter(({ history }) => history !== 'book').map(({ name }) => name);
  const made = comparisonRule(rule, {
    seed: 1,
    entryShare: 0.05,
    training: sliceInputs(inputs, 0, trainingRows),
    horizonMinutes: LABEL_HORIZON_MINUTES,
  });
  const limits = { ...DEFAULT_RISK_LIMITS, rules: 'seed' as const };
  return {
    features: analyseLookAhead(inputs, (part) => computeFeatures(part, names), where),
    decisions: analyseLookAhead(
      inputs,
      decisionSeries({ rule: made, spec, priceDecimals, limits, startUp: LIVE_BARS }),
      where,
    ),
    control: analyseLookAhead(inputs, ({ close }) => new Map([['label', signalLabels(close).label]]), where),
  };
}

function reportText(
  { title }: AnalysedMarket,
  { rule }: LookAheadCommandOptions,
  { features, decisions, control }: Reports,
): string {
  const verdict = ({ leaks }: LookAheadReport): string =>
    leaks.length === 0 ? 'none looks ahead' : `${leaks.length} look ahead`;
  const ahead = control.leaks[0]?.minutesAhead ?? 0;
  return [
    `Look-ahead analysis of ${title}`,
    `The future was changed after ${features.cuts.length} minutes, each time ${FUTURE_CHANGES.join(', ')}; values up to there must stay.`,
    '',
    textTable(
      [{ title: 'looked at' }, { title: 'series', align: 'right' }, { title: 'verdict' }],
      [
        ['features', String(features.names.length), verdict(features)],
        [`${decisions.names.join(', ')} of the rule ${rule}`, String(decisions.names.length), verdict(decisions)],
        ['label, which must look ahead', '1', `looks ${ahead} minutes ahead`],
      ],
      terminalWidth(),
    ),
    ...leakLines([...features.leaks, ...decisions.leaks]),
  ].join('\n');
}

function leakLines(leaks: readonly Leak[]): string[] {
  if (leaks.length === 0) return [];
  const rows = leaks.map(({ name, openTime, minutesAhead, change, honest, changed }) => [
    name,
    new Date(openTime).toISOString().slice(0, 16),
    String(minutesAhead),
    change,
    shown(honest),
    shown(changed),
  ]);
  const titles = ['series', 'minute', 'minutes ahead', 'future', 'honest', 'with the other future'];
  return [
    '',
    textTable(
      titles.map((one) => ({ title: one })),
      rows,
      terminalWidth(),
    ),
  ];
}

function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : String(value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}
