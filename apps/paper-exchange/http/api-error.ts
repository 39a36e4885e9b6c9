/** A refusal as Binance puts it on the wire: an HTTP status and `{code, msg}`. */
export class ApiError extends Error {
  readonly code: number;
  readonly status: number;
  /** Seconds after which the call may be tried again, for 429 and 418. */
  readonly retryAfter: number | undefined;

  constructor(code: number, message: string, status = 400, retryAfter?: number) {
    super(message);
    this.name = 'ApiError';
    this.code = code;
    this.status = status;
    this.retryAfter = retryAfter;
  }
}

/** -1102, naming the parameter. */
export function missingParameter(name: string): ApiError {
  return new ApiError(-1102, `Mandatory parameter '${name}' was not sent, was empty/null, or malformed.`);
}

/** -1130, naming the parameter. */
export function invalidParameter(name: string): ApiError {
  return new ApiError(-1130, `Data sent for parameter '${name}' is not valid.`);
}

export function invalidSymbol(): ApiError {
  return new ApiError(-1121, 'Invalid symbol.');
}
