import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Where things are kept that can be made again: `MINUTEHAND_CACHE`, else `minutehand` in `XDG_CACHE_HOME`, else in
 * `~/.cache`. An absolute path; not created here.
 */
export function cacheDirectory(environment: Readonly<Record<string, string | undefined>> = process.env): string {
  if (environment['MINUTEHAND_CACHE']) return path.resolve(environment['MINUTEHAND_CACHE']);
  return path.resolve(environment['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'minutehand');
}
