/** npm passes a Ctrl-C on although the terminal has told us already: the same wish within this time is one. */
const SAME_WISH_MS = 700;

/** What was begun, or the end of the wait for it when everything is to stop. @throws the signal's reason when aborted. */
export async function unlessStopped<T>(signal: AbortSignal, begun: Promise<T>): Promise<T> {
  let giveUp = (): void => undefined;
  const stopped = new Promise<never>((_, reject) => {
    giveUp = () => reject(signal.reason as Error);
    if (signal.aborted) giveUp();
    signal.addEventListener('abort', giveUp, { once: true });
  });
  try {
    return await Promise.race([begun, stopped]);
  } finally {
    signal.removeEventListener('abort', giveUp);
  }
}

/**
 * SIGINT, SIGTERM or SIGHUP asks for an ordered stop; a second one, a moment later, ends everything at once.
 * Returns the signal that is aborted by the first.
 */
export function listenForStop(onFirst: () => void, onSecond: () => void): AbortSignal {
  const stop = new AbortController();
  let askedAt: number | undefined;
  const ask = () => {
    if (askedAt === undefined) {
      askedAt = Date.now();
      onFirst();
      stop.abort(new Error('stopped'));
    } else if (Date.now() - askedAt > SAME_WISH_MS) {
      onSecond();
    }
  };
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, ask);
  return stop.signal;
}
