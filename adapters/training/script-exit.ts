import { TrainingFailure } from './training-failure.ts';
import type { TrainingFailureKind } from './training-failure.ts';

/** Exit codes of infra/sagemaker: argparse's own, and those of failure.py. */
const KIND_OF_CODE: Readonly<Record<number, TrainingFailureKind>> = {
  2: 'refused',
  3: 'data',
  4: 'diverged',
  5: 'unusable',
};

/** Kind of failure that the script's exit code tells; what it does not tell (killed, out of memory) may not happen again. */
export function failureKindOfExit(code: number | null): TrainingFailureKind {
  return (code === null ? undefined : KIND_OF_CODE[code]) ?? 'interrupted';
}

/** @param words what the script said last. */
export function scriptFailure(code: number | null, killedBy: string | null, words: string): TrainingFailure {
  const how = code === null ? `was killed by ${killedBy}` : `ended with code ${code}`;
  return new TrainingFailure(`training ${how}: ${words}`, failureKindOfExit(code));
}
