import { homedir } from 'node:os';
import path from 'node:path';

/**
 * Folder for what is obtained once and kept between checkouts: `MINUTEHAND_CACHE` itself when set, else `minutehand`
 * in `XDG_CACHE_HOME`, else in `~/.cache`.
 */
export function cacheDirectory(env: NodeJS.ProcessEnv = process.env): string {
  if (env['MINUTEHAND_CACHE']) return path.resolve(env['MINUTEHAND_CACHE']);
  return path.join(env['XDG_CACHE_HOME'] || path.join(homedir(), '.cache'), 'minutehand');
}

/** Where the Temporal dev server is kept once it was obtained. */
export function cachedDevServer(env?: NodeJS.ProcessEnv): string {
  return path.join(cacheDirectory(env), 'bin', process.platform === 'win32' ? 'temporal.exe' : 'temporal');
}
