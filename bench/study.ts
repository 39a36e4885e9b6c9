/**
 * The study: what the network, the rules and four remedies earn on recorded minutes, net of costs. Writes the tables and the
 * picture of docs/study.md. Training and predictions are kept in the cache folder: a second run takes less.
 *   npm run study
 */
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { attempts, fittedLogistic, onExpectedMove, SEED_LIMITS } from './study/attempts.ts';
import { tryAttempts } from './study/attempt-section.ts';
import { judgedMinutes } from './study/classification.ts';
import {
  accuracySection,
  calibrationBins,
  calibrationPicture,
  calibrationSection,
  confidenceSection,
} from './study/classifier-section.ts';
import { bps, markdownTable, percent, TRADE_TITLES, tradeRow } from './study/figures.ts';
import { labelSection } from './study/label-section.ts';
import { moveMapFigures, moveMaps } from './study/move-maps.ts';
import { writeSections } from './study/page.ts';
import { TEST, TRAINING, VALIDATION } from './study/periods.ts';
import { networkPredictions } from './study/predictions.ts';
import { FUTURES, readRecording, SPOT } from './study/recording.ts';
import { runSignals } from './study/run-signals.ts';
import { accountSection, monthSection, plainRuns, tradingSection } from './study/trading-section.ts';
import { trainNetwork } from './study/train.ts';

const DOCS = path.resolve(import.meta.dirname, '../docs');
/** Round trip at 0.05 % and half a basis point of slippage a side, times the gate's margin. */
const GATE_BPS = 16.5;
const began = performance.now();

function say(line: string): void {
  console.log(`${((performance.now() - began) / 1000).toFixed(0).padStart(5)} s  ${line}`);
}

/** Each table as soon as it is there. */
async function write(sections: Readonly<Record<string, string>>): Promise<void> {
  await writeSections(path.join(DOCS, 'study.md'), sections);
}

say('reading the recorded minutes');
const recording = await readRecording(FUTURES);
const spot = await readRecording(SPOT);
const { inputs, market } = recording;

say('the network: training, or what was trained before');
const bundle = await trainNetwork(recording, { horizonMinutes: 3, thresholdBps: 10 });
const [validation, test] = [
  await networkPredictions(bundle, recording, VALIDATION),
  await networkPredictions(bundle, recording, TEST),
];

say('labels and classifiers');
const logistic = fittedLogistic(recording, { horizonMinutes: 3, thresholdBps: 10 });
const judgedValidation = judgedMinutes(validation, inputs, VALIDATION);
const judgedTest = judgedMinutes(test, inputs, TEST);
const bins = calibrationBins(judgedTest);
const year2024 = { name: '2024, spot', from: spot.market.historyFrom, to: spot.market.endsAt };
const labels = labelSection([
  ...[TRAINING, VALIDATION, TEST].map((period) => ({ inputs, period })),
  { inputs: spot.inputs, period: year2024 },
]);
const maps = moveMaps(judgedValidation).map((map) => moveMapFigures(map, judgedTest, GATE_BPS));

await writeFile(path.join(DOCS, 'images/study-calibration.svg'), calibrationPicture(bins));
await write({
  labels,
  accuracy: accuracySection([
    { name: 'network, validation', judged: judgedValidation },
    { name: 'network, test', judged: judgedTest },
    { name: 'logistic regression, test', judged: judgedMinutes(logistic, inputs, TEST) },
  ]),
  confidence: confidenceSection(judgedTest),
  calibration: calibrationSection(bins),
  moves: markdownTable(
    ['map', 'slope of realised on expected', 'skill', `minutes beyond ${GATE_BPS} bps`, 'expected there', 'came there'],
    maps.map(({ name, slope, skill, beyondGate }) => [
      name,
      Number.isNaN(slope) ? 'N/A' : slope.toFixed(2),
      percent(skill, 2),
      String(beyondGate.count),
      bps(beyondGate.said),
      bps(beyondGate.came),
    ]),
  ),
});

say('trading: thresholds on the test months');
const thresholds = [0.35, 0.4, 0.45, 0.5, 0.55, 0.6].map((minConfidence) => {
  const { trades } = runSignals(market, test, TEST, { ...SEED_LIMITS, minConfidence });
  return tradeRow(`confidence > ${minConfidence}`, trades, undefined).slice(0, 6);
});
const moves = [4, 6, 8, 11].map((beyond) => {
  const { trades } = runSignals(market, onExpectedMove(test, beyond), TEST, { ...SEED_LIMITS, minConfidence: 0.01 });
  return tradeRow(`expected move beyond ${beyond} bps`, trades, undefined).slice(0, 6);
});
await write({ thresholds: markdownTable(TRADE_TITLES.slice(0, 6), [...thresholds, ...moves]) });

say('trading: the network and the rules on the test months');
const runs = plainRuns(recording, { network: test, logistic }, TEST);
for (const { name, run } of runs) say(`  ${name}: ${run.trades.length} trades`);
say('trading: random entries beside them');
await write({
  account: accountSection(runs),
  months: monthSection([{ name: 'network, plain rules', trades: runs[0]!.run.trades }]),
});
await write({ trading: tradingSection(recording, TEST, runs) });

say('remedies: candidates on the validation months, the chosen ones on the test months');
const network = ({ name }: { readonly name: string }) => (name === TEST.name ? test : validation);
const tried = tryAttempts(recording, attempts({ recording, network }), say);

await write({ candidates: tried.validation, remedies: tried.test });
say('docs/study.md is written');
