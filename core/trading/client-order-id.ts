import { MINUTE_MS } from '../market/bar.ts';

/**
 * The legs of a bar's orders: `e` entry, `s` protective stop, `t` profit target, `x` exit by the strategy,
 * `h` exit by the 24 h breaker, `f` exit by an operator's flatten or kill, `p` exit because protection failed,
 * `u` exit of a position that reconciliation could not adopt.
 */
export const ORDER_LEGS = ['e', 's', 't', 'x', 'h', 'f', 'p', 'u'] as const;
export type OrderLeg = (typeof ORDER_LEGS)[number];

const PREFIX = 'mh';
const PATTERN = /^mh-([a-z0-9]{4,12})-([0-9a-z]{1,8})-([a-z])(\d{0,2})$/;

/**
 * The client id of an order: a pure function of (strategy run, bar, leg, ordinal), so that a retry, a replay or a
 * second worker produces the same id. At most 36 characters of Binance's alphabet.
 *
 * @param runTag 4-12 lower-case letters and digits naming the strategy run (kept across continue-as-new).
 * @param openTime the bar's open time, epoch ms; a whole minute.
 * @param ordinal 0 for the first order of the leg in this bar; 1, 2 … for a further one after the first has ended.
 * @throws RangeError when an argument is outside its range.
 */
export function clientOrderId(runTag: string, openTime: number, leg: OrderLeg, ordinal = 0): string {
  if (!/^[a-z0-9]{4,12}$/.test(runTag)) throw new RangeError(`run tag "${runTag}" is not 4-12 of a-z, 0-9`);
  if (!Number.isInteger(openTime / MINUTE_MS) || openTime < 0) {
    throw new RangeError(`bar ${openTime} is not a whole minute in epoch milliseconds`);
  }
  if (!Number.isInteger(ordinal) || ordinal < 0 || ordinal > 99) {
    throw new RangeError(`ordinal ${ordinal} is not 0..99`);
  }
  return `${PREFIX}-${runTag}-${(openTime / MINUTE_MS).toString(36)}-${leg}${ordinal === 0 ? '' : ordinal}`;
}

/** What an id of ours says, or undefined when the order is not Minutehand's. */
export function parseClientOrderId(
  id: string,
): { runTag: string; openTime: number; leg: OrderLeg; ordinal: number } | undefined {
  const match = PATTERN.exec(id);
  if (!match) return undefined;
  const [, runTag, minute, leg, ordinal] = match;
  if (!(ORDER_LEGS as readonly string[]).includes(leg!)) return undefined;
  return {
    runTag: runTag!,
    openTime: parseInt(minute!, 36) * MINUTE_MS,
    leg: leg as OrderLeg,
    ordinal: ordinal === '' ? 0 : Number(ordinal),
  };
}
