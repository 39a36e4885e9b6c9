import { runChild } from './child-process.ts';
import type { TrainingOptions } from './port.ts';
import { scriptArguments } from './script-arguments.ts';
import { scriptFailure } from './script-exit.ts';
import { parseProgressLine } from './training-progress.ts';
import type { TrainingProgress } from './training-progress.ts';
import type { TrainingSources } from './training-sources.ts';

export interface TrainingScriptRun {
  readonly python: string;
  readonly sources: TrainingSources;
  readonly datasetDir: string;
  readonly modelDir: string;
  /** What the script has reached is kept there, and gone on with; nowhere when absent. */
  readonly checkpointDir?: string;
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
  const { python, sources, datasetDir, modelDir, checkpointDir, seed, options, onProgress, signal } = run;
  const flags = Object.entries(scriptArguments(seed, options)).map(([name, value]) => `--${name}=${value}`);
  const end = await runChild({
    command: python,
    args: [
      sources.script,
      `--train=${datasetDir}`,
      `--model-dir=${modelDir}`,
      ...(checkpointDir === undefined ? [] : [`--checkpoint-dir=${checkpointDir}`]),
      ...flags,
    ],
    environment: { PYTHONDONTWRITEBYTECODE: '1', PYTHONUNBUFFERED: '1', PYTHONNOUSERSITE: '1' },
    onLine: (line) => {
      const progress = parseProgressLine(line);
      if (progress) onProgress?.(progress);
    },
    signal,
  });
  if (end.code !== 0) throw scriptFailure(end.code, end.killedBy, lastWords(end.lastErrorLines));
}

/** TensorFlow's log lines begin with a level and a date, e.g. "I0000 00:00:1795.3"; they say nothing of the failure. */
function lastWords(lines: readonly string[]): string {
  const words = lines.filter((line) => line.trim() !== '' && !/^([IW]0000 |WARNING: All log messages)/.test(line));
  return words.slice(-ERROR_LINES_SHOWN).join('\n') || 'it said nothing';
}
