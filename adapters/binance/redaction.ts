const HIDDEN = '[redacted]';

/** Query parameters and headers whose values are never shown, whoever made them. */
const NAMED_SECRET =
  /\b(signature|listenKey|apiKey|api_key|api_secret|X-MBX-APIKEY)(["']?\s*[=:]\s*["']?)[^&\s"',}]+/gi;

/** Signatures (64 hex), API keys, secrets and listen keys (64 letters and digits) are long runs: nothing else of Binance's is. */
const LONG_RUN = /[A-Za-z0-9]{60,}/g;

/** Removes credentials from any text that may reach a log, an error or a workflow history. */
export class Redactor {
  readonly #secrets = new Set<string>();

  constructor(secrets: readonly string[] = []) {
    for (const secret of secrets) this.add(secret);
  }

  /** Remembers one more secret (a new listen key); as it is, URL-encoded and as it stands in JSON. */
  add(secret: string): void {
    for (const form of [secret, encodeURIComponent(secret), JSON.stringify(secret).slice(1, -1)]) {
      if (form !== '') this.#secrets.add(form);
    }
  }

  clean(text: string): string {
    let cleaned = text;
    for (const secret of [...this.#secrets].sort((a, b) => b.length - a.length)) {
      cleaned = cleaned.replaceAll(secret, HIDDEN);
    }
    return cleaned.replace(NAMED_SECRET, `$1$2${HIDDEN}`).replace(LONG_RUN, HIDDEN);
  }
}
