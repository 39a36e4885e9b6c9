import { literal } from '../lakehouse/delta/duckdb-engine.ts';
import type { BronzeSource } from '../lakehouse/tables/bronze.ts';

/** One row of a Bronze table on its way through the journal. Times are epoch ms. */
export interface JournalRow {
  readonly source: BronzeSource;
  readonly receiveTime: number;
  readonly eventTime: number;
  readonly symbol: string;
  readonly origin: string;
  readonly payload: string;
}

/** JSON may have these between its parts only, and Binance has none: such a payload travels in Base64. */
const BREAKS_A_LINE = /[\t\n\r]/;

/** A row as a line: fields divided by tabs, nothing quoted. */
export function lineOf({ source, receiveTime, eventTime, symbol, origin, payload }: JournalRow): string {
  const breaks = BREAKS_A_LINE.test(payload);
  const text = breaks ? Buffer.from(payload).toString('base64') : payload;
  return `${source}\t${receiveTime}\t${eventTime}\t${symbol}\t${origin}\t${breaks ? 1 : 0}\t${text}\n`;
}

/** Longer than any message that a socket lets through, see stream-socket.ts. */
const LONGEST_LINE = 16 * 1024 * 1024;

/** The SELECT that gives journal files back as rows of a Bronze table, in their order. */
export function selectRows(files: readonly string[]): string {
  const list = files.map(literal).join(', ');
  return `SELECT symbol, source, origin,
      epoch_ms(event_ms)::TIMESTAMPTZ AS event_time,
      epoch_ms(receive_ms)::TIMESTAMPTZ AS receive_time,
      CASE WHEN encoded = 1 THEN decode(from_base64(payload)) ELSE payload END AS payload,
      epoch_ms(event_ms)::DATE AS "date",
      CASE WHEN source = 'stream' THEN hour(epoch_ms(event_ms)) END AS "hour"
    FROM read_csv([${list}], auto_detect = false, header = false, delim = '\t', quote = '', escape = '',
      new_line = '\\n', max_line_size = ${LONGEST_LINE}, buffer_size = ${2 * LONGEST_LINE},
      columns = {'source': 'VARCHAR', 'receive_ms': 'BIGINT', 'event_ms': 'BIGINT', 'symbol': 'VARCHAR',
        'origin': 'VARCHAR', 'encoded': 'TINYINT', 'payload': 'VARCHAR'})`;
}
