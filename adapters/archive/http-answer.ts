import { ArchiveError } from './port.ts';

/** Without a `Retry-After` a busy archive is left alone for this long. */
const BUSY_PAUSE_MS = 10_000;
const LONGEST_PAUSE_MS = 3_600_000;

/** @throws ArchiveError for a status that isn't a success; a redirect that was not followed is one that isn't. */
export function checkAnswer(
  name: string,
  archive: string,
  status: number,
  headers: Readonly<Record<string, unknown>>,
): void {
  if (status >= 200 && status < 300) return;
  if (status === 429 || status === 418 || status === 503) {
    const retryAfterMs = retryAfter(headers['retry-after']) ?? BUSY_PAUSE_MS;
    throw new ArchiveError(
      'unavailable',
      `${archive} asks for patience before it sends ${name} (HTTP ${status}): again in ${Math.ceil(retryAfterMs / 1_000)} s`,
      { retryAfterMs },
    );
  }
  if (status >= 500 || status === 408)
    throw new ArchiveError('unavailable', `${archive} failed to send ${name} (HTTP ${status})`);
  throw new ArchiveError(
    'refused',
    `${archive} refuses to send ${name} (HTTP ${status}): is the address of the archive right?`,
  );
}

/** Seconds, or a date of HTTP, as milliseconds from now; undefined when it says neither. */
function retryAfter(header: unknown): number | undefined {
  if (typeof header !== 'string') return undefined;
  const ms = /^\d+$/.test(header) ? Number(header) * 1_000 : Date.parse(header) - Date.now();
  return Number.isNaN(ms) ? undefined : Math.min(Math.max(ms, 0), LONGEST_PAUSE_MS);
}

/**
 * What a failed connection means.
 * @param waitedMs how long it was waited for in vain, if it was.
 * @param hasBegun whether the answer had begun to arrive.
 */
export function unavailable(
  name: string,
  archive: string,
  error: unknown,
  waitedMs: number | undefined,
  hasBegun: boolean,
): ArchiveError {
  if (waitedMs !== undefined) {
    return new ArchiveError('unavailable', `${archive} sent nothing of ${name} for ${waitedMs / 1_000} s`);
  }
  const { code, message } = error as { code?: string; message?: string };
  const reason = [code, message].filter(Boolean).join(': ');
  const what = hasBegun ? `ended the connection in the middle of ${name}` : `can't be asked for ${name}`;
  return new ArchiveError('unavailable', `${archive} ${what} (${reason})`);
}
