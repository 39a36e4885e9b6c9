import { z } from 'zod';

/** How long a control call may take, and for how long a refused connection is tried again, ms. */
const TIMEOUT_MS = 2_000;
const PERSISTENCE_MS = 3_000;
const PAUSE_MS = 100;

const time = z.number().int().nonnegative();

const statusShape = z.object({
  market: z.string(),
  kind: z.string(),
  speed: z.union([z.number().positive(), z.literal('max')]),
  marketTime: time,
  lastClosedBar: time.nullish(),
  awaiting: time.nullish(),
  historyFrom: time.nullish(),
  startsAt: time.nullish(),
  finished: z.boolean(),
  held: z.boolean(),
});

/** What the paper exchange says of its market. Times are market time, epoch ms. */
export interface PaperMarketStatus {
  readonly market: string;
  readonly kind: string;
  /** Market seconds per wall second; "max" is lock step. */
  readonly speed: number | 'max';
  readonly marketTime: number;
  /** Open time of the newest complete bar. */
  readonly lastClosedBar: number | undefined;
  /** Lock step: open time of the bar that the strategy has not finished yet. */
  readonly awaiting: number | undefined;
  readonly historyFrom: number | undefined;
  readonly startsAt: number | undefined;
  /** The replay has ended. */
  readonly finished: boolean;
  /** Nothing more may happen, until another minute is named: see `holdAfter`. */
  readonly held: boolean;
}

/** The paper exchange could not do what it was asked; the message says what and why. */
export class PaperMarketError extends Error {
  constructor(message: string) {
    super(message);
    this.name = 'PaperMarketError';
  }
}

/**
 * The control side of a paper exchange, beside Binance's protocol: lock step, where the market is held, and status. All methods try again for
 * some seconds while nothing listens (the exchange is being restarted), and throw PaperMarketError.
 */
export class PaperMarketControl {
  readonly #root: string;

  /** @param controlUrl root of the paper exchange, e.g. http://127.0.0.1:8090. Throws RangeError when it is no URL. */
  constructor(controlUrl: string) {
    if (!URL.canParse(controlUrl) || !/^https?:$/.test(new URL(controlUrl).protocol)) {
      throw new RangeError(`controlUrl "${controlUrl}" is not http://host:port`);
    }
    this.#root = controlUrl.replace(/\/+$/, '');
  }

  /** Lets a lock-step market go on after the bar that opened at `openTime`; saying it twice does no harm. */
  async finishMinute(symbol: string, openTime: number): Promise<void> {
    await ask(`${this.#root}/paper/v1/finish-minute`, { symbol, openTime });
  }

  /** The market stands still after the minute that opens at `openTime` (epoch ms), or at once when that one is over. */
  async holdAfter(openTime: number): Promise<void> {
    await ask(`${this.#root}/paper/v1/hold`, { openTime });
  }

  async status(): Promise<PaperMarketStatus> {
    return readStatus(await ask(`${this.#root}/paper/v1/status`));
  }
}

function readStatus(answer: unknown): PaperMarketStatus {
  const result = statusShape.safeParse(answer);
  if (!result.success) {
    throw new PaperMarketError(`the paper exchange's status can't be read: ${z.prettifyError(result.error)}`);
  }
  const { lastClosedBar, awaiting, historyFrom, startsAt, ...rest } = result.data;
  return {
    ...rest,
    lastClosedBar: lastClosedBar ?? undefined,
    awaiting: awaiting ?? undefined,
    historyFrom: historyFrom ?? undefined,
    startsAt: startsAt ?? undefined,
  };
}

async function ask(url: string, body?: object): Promise<unknown> {
  const response = await connect(url, body);
  const text = await response.text();
  if (!response.ok) {
    throw new PaperMarketError(`${new URL(url).pathname}: HTTP ${response.status}: ${text.slice(0, 200)}`);
  }
  if (text === '') return undefined;
  try {
    return JSON.parse(text) as unknown;
  } catch {
    throw new PaperMarketError(`${new URL(url).pathname}: the answer is not JSON`);
  }
}

async function connect(url: string, body: object | undefined): Promise<Response> {
  const giveUpAt = Date.now() + PERSISTENCE_MS;
  for (;;) {
    try {
      return await fetch(url, {
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body
          ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }
          : {}),
      });
    } catch (failure) {
      const reason = reasonOf(failure);
      if (reason !== 'ECONNREFUSED' || Date.now() >= giveUpAt) {
        throw new PaperMarketError(`the paper exchange at ${new URL(url).host} does not answer: ${reason}`);
      }
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }
}

/** fetch hides the socket's error in the cause. */
function reasonOf(failure: unknown): string {
  const { name, message, cause } = failure as { name?: string; message?: string; cause?: { code?: string } };
  if (cause?.code) return cause.code;
  return name === 'TimeoutError' ? `no answer within ${TIMEOUT_MS} ms` : (message ?? 'unexplained failure');
}
