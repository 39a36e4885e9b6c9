import type { Context } from 'mocha';

/**
 * For a test that needs what a machine may lack (Java, a Temporal server, recorded data): skips it with a sentence, or
 * fails it with CI=true, where nothing may be lacking.
 *
 * @throws Error with CI=true; otherwise mocha's own way to skip.
 */
export function lacking(context: Context, sentence: string): never {
  if (process.env['CI'] === 'true') throw new Error(sentence);
  process.stderr.write(`skipped: ${sentence}\n`);
  return context.skip();
}
