import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { lacking } from '../../house/toolchain.ts';

const DATA = path.resolve(import.meta.dirname, '../../../../shared/data');

/** A recorded or documented text; skips the test where the data isn't there, which fails with CI=true. */
export function recordedText(test: Context, file: string): string {
  const full = path.join(DATA, file);
  if (existsSync(full)) return readFileSync(full, 'utf8');
  return lacking(test, `recorded data is not at ${full}`);
}

export function recordedLines(test: Context, file: string): unknown[] {
  const lines = recordedText(test, file).split('\n');
  return lines.filter((line) => line.trim() !== '').map((line) => JSON.parse(line) as unknown);
}

/** The JSON of a documented REST answer: method, path and authentication stand in three lines above it. */
export function documentedAnswer(test: Context, name: string): unknown {
  const text = recordedText(test, `fixtures/binance_net/Endpoints/UsdFutures/${name}.txt`);
  return JSON.parse(text.split('\n').slice(3).join('\n'));
}

/** The data of a documented stream message, behind "=". */
export function documentedEvent(test: Context, name: string): unknown {
  const text = recordedText(test, `fixtures/binance_net/Subscriptions/UsdFutures/${name}.txt`);
  const body = text.slice(text.search(/^=/m) + 1).replaceAll(/\|\d+\|/g, '1');
  return (JSON.parse(body) as { data: unknown }).data;
}
