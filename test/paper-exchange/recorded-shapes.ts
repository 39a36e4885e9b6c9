import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const FIXTURES = resolve(import.meta.dirname, '../../../shared/data/fixtures');

/** Skips a test that needs the recorded messages where they are missing; on CI they must be there. */
export function needFixtures(context: Mocha.Context): void {
  if (existsSync(FIXTURES)) return;
  assert.ok(process.env['CI'] !== 'true', `the recorded messages are missing: ${FIXTURES}`);
  console.log(`      skipped: no recorded messages in ${FIXTURES}`);
  context.skip();
}

/** The answer of an endpoint as recorded, e.g. "Account/GetBalances". */
export function recordedAnswer(name: string): unknown {
  const text = readFileSync(join(FIXTURES, 'binance_net/Endpoints/UsdFutures', `${name}.txt`), 'utf8');
  return JSON.parse(text.split('\n').slice(3).join('\n'));
}

/** Observed user stream messages of a kind. */
export function observedUserEvents(kind: string): unknown[] {
  return readFileSync(join(FIXTURES, 'user_stream_messages_observed.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as { e: string })
    .filter((event) => event.e === kind);
}

/** A subscription's message as documented, e.g. "Klines". */
export function recordedEvent(name: string): unknown {
  const text = readFileSync(join(FIXTURES, 'binance_net/Subscriptions/UsdFutures', `${name}.txt`), 'utf8');
  return (JSON.parse(text.slice(text.indexOf('\n=') + 2)) as { data: unknown }).data;
}

/**
 * Every key of `expected` must be in `actual` with a value of the same JSON type, all the way down; of lists the first
 * elements are compared. `except`: keys that this exchange leaves out, or types otherwise, on purpose.
 */
export function assertSameShape(actual: unknown, expected: unknown, except: readonly string[] = [], path = '$'): void {
  assert.equal(typeOf(actual), typeOf(expected), `${path} is ${typeOf(actual)}, not ${typeOf(expected)}`);
  if (Array.isArray(expected)) {
    if (expected.length > 0) assertSameShape((actual as unknown[])[0], expected[0], except, `${path}[0]`);
    return;
  }
  if (typeof expected !== 'object' || expected === null) return;
  for (const [key, value] of Object.entries(expected)) {
    if (except.includes(key)) continue;
    assert.ok(key in (actual as object), `${path} lacks ${key}: ${JSON.stringify(actual)}`);
    assertSameShape((actual as Record<string, unknown>)[key], value, except, `${path}.${key}`);
  }
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  return Array.isArray(value) ? 'list' : typeof value;
}
