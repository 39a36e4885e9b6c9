import type { Column } from '../delta/schema.ts';
import type { TableDefinition } from '../delta/table-definition.ts';

/** How a message reached us: by WebSocket, by a REST answer, or in a file of Binance's archive. */
export type BronzeSource = 'stream' | 'rest' | 'archive';

const RAW_COLUMNS: readonly Column[] = [
  { name: 'symbol', type: 'string', nullable: false },
  { name: 'source', type: 'string', nullable: false, comment: 'stream, rest or archive' },
  { name: 'origin', type: 'string', nullable: false, comment: 'stream name, REST path or archive file' },
  { name: 'event_time', type: 'timestamp', nullable: false, comment: 'what the message is about, see the table' },
  { name: 'receive_time', type: 'timestamp', nullable: false, comment: 'our clock when it arrived' },
  { name: 'payload', type: 'string', nullable: false, comment: 'the message as received: JSON, or a line of CSV' },
  { name: 'date', type: 'date', nullable: false, comment: 'UTC day of event_time' },
  { name: 'hour', type: 'integer', comment: 'UTC hour of event_time; empty for what came a day or more at once' },
];

function raw(description: string): TableDefinition {
  return {
    columns: RAW_COLUMNS,
    partitionColumns: ['date', 'hour'],
    configuration: { 'delta.appendOnly': 'true' },
    description,
  };
}

/**
 * Messages as received, one row each, never changed. A message may be there more than once (reconnects overlap, a day is
 * loaded from two sources); silver takes each fact once. `hour` is empty for rows of `rest` and `archive`, so that a
 * back-filled day is one file and not 24.
 */
export const BRONZE_TABLES = {
  'bronze/kline_1m': raw('Klines of one minute; event_time is the open time. Stream rows include candles still open.'),
  'bronze/agg_trade': raw('Aggregate trades; event_time is the trade time T.'),
  'bronze/depth20': raw('Books of 20 levels a side; event_time is the transaction time T.'),
  'bronze/mark_price': raw('Mark prices; event_time is E.'),
  'bronze/book_depth': raw('Depth within percentages of the mid, from the archive; event_time is its timestamp.'),
  'bronze/funding': raw('Funding settlements; event_time is the funding time.'),
} as const satisfies Record<string, TableDefinition>;

/** One row a file of Binance's archive whose rows are in bronze. */
export const ARCHIVE_FILES: TableDefinition = {
  columns: [
    { name: 'file', type: 'string', nullable: false, comment: 'e.g. BTCUSDT-1m-2022-01.zip' },
    { name: 'kind', type: 'string', nullable: false, comment: 'klines, aggTrades, fundingRate or bookDepth' },
    { name: 'symbol', type: 'string', nullable: false },
    { name: 'from', type: 'timestamp', nullable: false },
    { name: 'to', type: 'timestamp', nullable: false, comment: 'not included' },
    { name: 'sha256', type: 'string', nullable: false, comment: 'of the file as it came, hex' },
    { name: 'verified', type: 'boolean', nullable: false, comment: 'whether a CHECKSUM beside it said the same' },
    { name: 'bytes', type: 'long', nullable: false },
    { name: 'rows', type: 'long', nullable: false },
    { name: 'loaded_time', type: 'timestamp', nullable: false },
  ],
  configuration: { 'delta.appendOnly': 'true' },
  description: 'Files of the archive that were loaded, each once for each of its checksums.',
};
