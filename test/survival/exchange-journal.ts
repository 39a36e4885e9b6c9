import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseClientOrderId } from '../../core/trading/client-order-id.ts';

const LOOK_EVERY_MS = 3;

/** Resolves within milliseconds of the next entry that the exchange accepts: its journal has it before it answers. */
export async function nextEntry(exchangeDirectory: string, withinMs = 60_000): Promise<void> {
  const journal = openSync(path.join(exchangeDirectory, 'journal.jsonl'), 'r');
  try {
    const end = Date.now() + withinMs;
    for (let seen = fstatSync(journal).size; Date.now() < end; await sleep(LOOK_EVERY_MS)) {
      const added = Buffer.alloc(Math.max(0, fstatSync(journal).size - seen));
      seen += readSync(journal, added, 0, added.length, seen);
      if (clientIdsIn(added.toString()).some((id) => parseClientOrderId(id)?.leg === 'e')) return;
    }
    throw new Error(`no entry reached the exchange within ${withinMs / 1000} s`);
  } finally {
    closeSync(journal);
  }
}

function clientIdsIn(text: string): string[] {
  return [...text.matchAll(/"clientId":"([^"]+)"/g)].map(([, id]) => id!);
}
