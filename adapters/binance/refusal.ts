import { ExchangeError } from '../exchange/port.ts';

/** A query for an order that the exchange doesn't have. */
export const DOES_NOT_EXIST = -2013;

/** What a cancel of an order that is not open any more is answered with. */
export const ALREADY_GONE: readonly number[] = [-2011, DOES_NOT_EXIST];

/** The call's answer, or undefined when it was refused with one of these codes. Any other failure is thrown. */
export async function unlessCode<T>(codes: readonly number[], call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (failure) {
    if (failure instanceof ExchangeError && codes.includes(failure.code)) return undefined;
    throw failure;
  }
}
