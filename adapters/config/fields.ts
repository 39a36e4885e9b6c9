import { z } from 'zod';

/** The kinds of value a key may have. Each says what would be right, as the second half of "must be …". */

export function number(min: number, max: number) {
  const error = `a number from ${min} to ${max}`;
  return z.number({ error }).min(min, { error }).max(max, { error });
}

export function wholeNumber(min: number, max: number) {
  const error = `a whole number from ${min} to ${max}`;
  return z.number({ error }).int({ error }).min(min, { error }).max(max, { error });
}

export function oneOf<const T extends readonly [string, ...string[]]>(values: T) {
  return z.enum(values, { error: `one of ${values.join(', ')}` });
}

export function text(what: string) {
  return z.string({ error: what }).min(1, { error: what });
}

export function yesOrNo() {
  return z.boolean({ error: 'true or false' });
}
