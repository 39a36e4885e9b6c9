import { runChild } from './child-process.ts';
import { TrainingFailure } from './training-failure.ts';
import { parseProgressLine } from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { TrainingSources } from './training-sources.ts';

/** What may be chosen of the training; everything else stands in infra/sagemaker/arguments.py. */
export interface TrainingOptions {
  readonly epochs?: number;
  readonly samplesPerEpoch?: number;
  readonly learningRate?: number;
  readonly maxMinutes?: number;
  /** Round-trip cost of a trade, basis points: for the gate and Kelly's prior. */
  readonly roundTripCostBps?: number;
}

export interface TrainingScriptRun {
  readonly python: string;
  readonly sources: TrainingSources;
  readonly datasetDir: string;
  readonly modelDir: string;
  readonly seed: number;
  readonly options: TrainingOptions;
  readonly onProgress?: ((progress: TrainingProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

const ERROR_LINES_SHOWN = 8;

/**
 * Runs infra/sagemaker/train.py to its end.
 * @throws TrainingFailure with the script's last words when it fails; the signal's reason when aborted.
 */
export async function runTrainingScript(run: TrainingScriptRun): Promise<void> {
  const { python, sources, datasetDir, modelDir, seed, options, onProgress, signal } = run;
  const end = await runChild({
    command: python,
    args: [
      sources.script,
      `--train=${datasetDir}`,
      `--model-dir=${modelDir}`,
      `--seed=${seed}`,
      ...flag('epochs', options.epochs),
      ...flag('samples-per-epoch', options.samplesPerEpoch),
      ...flag('learning-rate', options.learningRate),
      ...flag('max-minutes', options.maxMinutes),
      ...flag('round-trip-cost-bps', options.roundTripCostBps),
    ],
    environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', PYTHONNOUSERSITE: '1' },
    onLine: (line) => {
      const progress = parseProgressLine(line);
      if (progress) onProgress?.(progress);
    },
    signal,
  });
  if (end.code === 0) return;
  const how = end.code === null ? `was killed by ${end.killedBy}` : `ended with code ${end.code}`;
  throw new TrainingFailure(`training ${how}: ${lastWords(end.lastErrorLines)}`);
}

function flag(name: string, value: number | undefined): string[] {
  return value === undefined ? [] : [`--${name}=${value}`];
}

/** TensorFlow's log lines begin with a level and a date, e.g. "I0000 00:00:1795.3"; they say nothing of the failure. */
function lastWords(lines: readonly string[]): string {
  const words = lines.filter((line) => line.trim() !== '' && !/^([IW]0000 |WARNING: All log messages)/.test(line));
  return words.slice(-ERROR_LINES_SHOWN).join('\n') || 'it said nothing';
}
