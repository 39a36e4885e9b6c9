import { ApiError, invalidParameter, missingParameter } from './api-error.ts';

const DECIMAL = /^\d{1,20}(\.\d{1,20})?$/;
const INTEGER = /^-?\d{1,16}$/;

/**
 * The parameters of one call, whatever way they came: query, form body (the query wins duplicates) or the `params` of
 * the WebSocket API. Reading one that is malformed throws Binance's own error.
 */
export class RequestParameters {
  readonly #values: ReadonlyMap<string, string>;

  constructor(values: ReadonlyMap<string, string>) {
    this.#values = values;
  }

  /** Parses raw, still encoded, query and body; throws -1100 when the encoding is broken. */
  static fromRaw(query: string, body: string): RequestParameters {
    const values = new Map<string, string>();
    for (const part of [body, query]) readPairs(part, values);
    return new RequestParameters(values);
  }

  static fromObject(object: Readonly<Record<string, unknown>>): RequestParameters {
    const values = new Map<string, string>();
    for (const [name, value] of Object.entries(object)) {
      if (value !== undefined && value !== null)
        values.set(name, typeof value === 'string' ? value : JSON.stringify(value));
    }
    return new RequestParameters(values);
  }

  names(): string[] {
    return [...this.#values.keys()];
  }

  /** The text of a parameter; undefined when it was not sent or is empty. */
  text(name: string): string | undefined {
    const value = this.#values.get(name);
    return value === undefined || value === '' ? undefined : value;
  }

  requiredText(name: string): string {
    const value = this.text(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  integer(name: string): number | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!INTEGER.test(text)) throw illegalCharacters(name, '^[0-9]{1,20}$');
    return Number(text);
  }

  requiredInteger(name: string): number {
    const value = this.integer(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** A count between 1 and `max`; -1130 when it is outside. */
  limit(defaultLimit: number, max: number): number {
    const value = this.integer('limit') ?? defaultLimit;
    if (value < 1 || value > max) throw invalidParameter('limit');
    return value;
  }

  /** A plain non-negative decimal; exponents, signs and words are refused with -1100. */
  decimal(name: string): string | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    if (!DECIMAL.test(text)) throw illegalCharacters(name, '^([0-9]{1,20})(\\.[0-9]{1,20})?$');
    return text;
  }

  requiredDecimal(name: string): string {
    const value = this.decimal(name);
    if (value === undefined) throw missingParameter(name);
    return value;
  }

  /** true/false in any case, as the clients send them (`true`, `TRUE`, `True`). */
  flag(name: string): boolean | undefined {
    const text = this.text(name)?.toLowerCase();
    if (text === undefined) return undefined;
    if (text !== 'true' && text !== 'false') throw invalidParameter(name);
    return text === 'true';
  }

  /** One of `choices`, or `refusal` is thrown. */
  choice<T extends string>(name: string, choices: readonly T[], refusal: () => ApiError): T | undefined {
    const text = this.text(name);
    if (text === undefined) return undefined;
    const found = choices.find((choice) => choice === text);
    if (found === undefined) throw refusal();
    return found;
  }

  requiredChoice<T extends string>(name: string, choices: readonly T[], refusal: () => ApiError): T {
    const value = this.choice(name, choices, refusal);
    if (value === undefined) throw missingParameter(name);
    return value;
  }
}

function illegalCharacters(name: string, range: string): ApiError {
  return new ApiError(-1100, `Illegal characters found in parameter '${name}'; legal range is '${range}'.`);
}

function readPairs(raw: string, into: Map<string, string>): void {
  for (const pair of raw.split('&')) {
    if (pair === '') continue;
    const split = pair.indexOf('=');
    const name = decode(split < 0 ? pair : pair.slice(0, split));
    into.set(name, split < 0 ? '' : decode(pair.slice(split + 1)));
  }
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new ApiError(-1100, `Illegal characters found in a parameter: "${text.slice(0, 40)}" is not URL-encoded.`);
  }
}
