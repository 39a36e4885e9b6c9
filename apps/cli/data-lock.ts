import path from 'node:path';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { takeLock } from './process-lock.ts';

/**
 * Takes the folder for this process; the result gives it back.
 *
 * @throws ConfigurationRefused when another start uses the folder.
 */
export function lockDataDirectory(root: string): () => void {
  const attempt = takeLock(path.join(root, 'lock'));
  if ('release' in attempt) return attempt.release;
  throw new ConfigurationRefused(
    `${root} is in use by another start (process ${attempt.heldBy}): stop that one first, or choose another --data-dir`,
  );
}
