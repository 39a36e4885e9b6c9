/**
 * A writer to be killed: appends decisions and equity of minute after minute, from the first that is missing, and says
 * which minute is on disk. Arguments: directory, first minute, minutes (0 = for ever), size of a note in characters.
 */
import { openAuditLog } from '../../../adapters/audit/json-lines.ts';
import { decision, equity, ORIGIN } from './sample-records.ts';

const [directory, first, count, noteSize] = process.argv.slice(2);
const note = 'x'.repeat(Number(noteSize));
const log = await openAuditLog(directory!, { onRepair: (table, bytes) => console.log(`repaired ${table} ${bytes}`) });
const end = Number(count) === 0 ? Infinity : Number(first) + Number(count);
try {
  for (let minute = Number(first); minute < end; minute++) {
    await log.append([decision(minute, note), equity(minute), decision(minute + 1_000_000, note)], ORIGIN);
    console.log(`wrote ${minute}`);
  }
} catch (error) {
  console.log(`failed ${(error as NodeJS.ErrnoException).code}`);
}
await log.close();
