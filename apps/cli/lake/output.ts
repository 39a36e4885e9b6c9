import type { LakeOptions } from './lake-place.ts';

/** Prints an answer: one line of JSON for scripts, else its text. */
export function printAnswer({ json }: LakeOptions, answer: unknown, text: () => string): void {
  process.stdout.write(`${json === true ? JSON.stringify(answer) : text()}\n`);
}
