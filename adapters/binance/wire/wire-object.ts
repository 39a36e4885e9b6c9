import type { DecimalText } from '../../../core/money/decimal.ts';
import { moneyFromFloat } from '../../../core/money/decimal.ts';
import { ExchangeError } from '../../exchange/port.ts';

const DECIMAL = /^-?\d+(\.\d+)?$/;

/**
 * A JSON object from the exchange whose fields are read by name and type. Every reader throws ExchangeError `unknown`
 * that names the place and the field: an answer that can't be read says nothing about what happened.
 */
export class WireObject {
  readonly #fields: Readonly<Record<string, unknown>>;
  readonly #where: string;

  constructor(value: unknown, where: string) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
      throw wrongShape(where, 'an object', value);
    this.#fields = value as Readonly<Record<string, unknown>>;
    this.#where = where;
  }

  /** Whether the field is there and not null or empty. */
  has(name: string): boolean {
    const value = this.#fields[name];
    return value !== undefined && value !== null && value !== '';
  }

  text(name: string): string {
    const value = this.#fields[name];
    return typeof value === 'string' ? value : this.#wrong(name, 'a string');
  }

  oneOf<T extends string>(name: string, allowed: readonly T[]): T {
    const value = this.#fields[name];
    return allowed.includes(value as T) ? (value as T) : this.#wrong(name, `one of ${allowed.join(', ')}`);
  }

  /** A decimal string, as prices, quantities and amounts are. */
  decimal(name: string): DecimalText {
    const value = this.#fields[name];
    return typeof value === 'string' && DECIMAL.test(value) ? value : this.#wrong(name, 'a decimal string');
  }

  /** As `decimal`, or "0" where the exchange leaves the field out, null or empty. */
  decimalOrZero(name: string): DecimalText {
    return this.has(name) ? this.decimal(name) : '0';
  }

  /** A decimal that the exchange sends as a JSON number (leverage brackets), or as a string. */
  decimalNumber(name: string): DecimalText {
    const value = this.#fields[name];
    if (typeof value === 'number' && Number.isFinite(value)) return moneyFromFloat(value).toFixed();
    return this.decimal(name);
  }

  /** A decimal string as a double, for market data. */
  float(name: string): number {
    return Number(this.decimal(name));
  }

  integer(name: string): number {
    const value = this.#fields[name];
    return Number.isSafeInteger(value) ? (value as number) : this.#wrong(name, 'an integer');
  }

  integerOr(name: string, otherwise: number): number {
    return this.#fields[name] === undefined ? otherwise : this.integer(name);
  }

  /** An id: kept as text, whatever its length. */
  identifier(name: string): string {
    const value = this.#fields[name];
    if (typeof value === 'string' && /^\d+$/.test(value)) return value;
    return Number.isSafeInteger(value) ? String(value) : this.#wrong(name, 'an id of digits');
  }

  flag(name: string): boolean {
    const value = this.#fields[name];
    if (value === true || value === 'true') return true;
    return value === false || value === 'false' ? false : this.#wrong(name, 'true or false');
  }

  /** As `flag`, false where the exchange leaves the field out. */
  flagOrFalse(name: string): boolean {
    return this.#fields[name] === undefined ? false : this.flag(name);
  }

  object(name: string): WireObject {
    return new WireObject(this.#fields[name], `${this.#where}: field "${name}"`);
  }

  list<T>(name: string, read: (item: unknown, where: string) => T): T[] {
    return wireList(this.#fields[name], `${this.#where}: field "${name}"`, read);
  }

  #wrong(name: string, expected: string): never {
    throw wrongShape(`${this.#where}: field "${name}"`, expected, this.#fields[name]);
  }
}

/** A JSON list from the exchange, each item read by `read`. */
export function wireList<T>(value: unknown, where: string, read: (item: unknown, where: string) => T): T[] {
  if (!Array.isArray(value)) throw wrongShape(where, 'a list', value);
  return value.map((item, index) => read(item, `${where}[${index}]`));
}

/** The error for something that is not as Binance documents it. Strings are not shown: they may be keys. */
export function wrongShape(where: string, expected: string, got: unknown): ExchangeError {
  return new ExchangeError('unknown', `${where} should be ${expected} but is ${kindOf(got)}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'missing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'string') return value === '' ? 'an empty string' : 'another string';
  return typeof value === 'number' || typeof value === 'boolean' ? `${typeof value} ${value}` : 'an object';
}
