import type { TableDefinition } from '../delta/table-definition.ts';

/**
 * What a minute is. `traded`: a kline with trades. `quiet`: a kline of the exchange without a trade. `missing`: the exchange
 * has no kline of this minute; prices and volumes are empty, nothing is invented.
 */
export type MinuteStatus = 'traded' | 'quiet' | 'missing';

const DAILY = { partitionColumns: ['date'] } as const;

/** Typed facts, each once, in UTC; a day is one partition and is replaced whole. */
export const SILVER_TABLES = {
  'silver/bars_1m': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'open_time', type: 'timestamp', nullable: false },
      { name: 'status', type: 'string', nullable: false, comment: 'traded, quiet or missing' },
      { name: 'source', type: 'string', comment: 'archive, rest or stream; empty when missing' },
      { name: 'open', type: 'double' },
      { name: 'high', type: 'double' },
      { name: 'low', type: 'double' },
      { name: 'close', type: 'double' },
      { name: 'volume', type: 'double', comment: 'base' },
      { name: 'quote_volume', type: 'double' },
      { name: 'trades', type: 'long' },
      { name: 'taker_buy_volume', type: 'double', comment: 'base' },
      { name: 'taker_buy_quote_volume', type: 'double' },
    ],
    description: 'Every minute of a day, 1,440 rows: complete klines, archive before rest before stream.',
  },
  'silver/flow_1m': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'open_time', type: 'timestamp', nullable: false },
      { name: 'agg_trades', type: 'long', nullable: false },
      { name: 'first_id', type: 'long', nullable: false, comment: 'aggregate trade id' },
      { name: 'last_id', type: 'long', nullable: false },
      { name: 'missing_ids', type: 'long', nullable: false, comment: 'ids between first and last that did not come' },
      { name: 'buy_volume', type: 'double', nullable: false, comment: 'base that takers bought' },
      { name: 'sell_volume', type: 'double', nullable: false, comment: 'base that takers sold' },
      { name: 'buy_quote', type: 'double', nullable: false },
      { name: 'sell_quote', type: 'double', nullable: false },
      { name: 'vwap', type: 'double', comment: 'quote per base' },
      { name: 'largest_trade', type: 'double', comment: 'base' },
    ],
    description: 'Aggregate trades by minute of their trade time; a minute without one has no row.',
  },
  'silver/book_1m': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'open_time', type: 'timestamp', nullable: false },
      { name: 'book_time', type: 'timestamp', nullable: false, comment: 'of the last book before the minute closed' },
      { name: 'books', type: 'long', nullable: false, comment: 'different books in the minute' },
      { name: 'best_bid', type: 'double', nullable: false },
      { name: 'best_ask', type: 'double', nullable: false },
      { name: 'spread_bps', type: 'double', nullable: false, comment: '(ask - bid) / mid * 1e4' },
      { name: 'imbalance_1', type: 'double', nullable: false, comment: '(bid - ask quantity) / their sum, best level' },
      { name: 'imbalance_5', type: 'double', nullable: false, comment: 'best 5 levels' },
      { name: 'imbalance_20', type: 'double', nullable: false, comment: 'best 20 levels' },
    ],
    description: 'The last book of 20 levels before each minute closed; a minute without one has no row.',
  },
  'silver/funding': {
    ...DAILY,
    columns: [
      { name: 'symbol', type: 'string', nullable: false },
      { name: 'date', type: 'date', nullable: false },
      { name: 'funding_time', type: 'timestamp', nullable: false },
      { name: 'rate', type: 'decimal(18,8)', nullable: false, comment: 'a fraction; positive: longs pay shorts' },
      { name: 'mark_price', type: 'decimal(20,8)' },
      { name: 'source', type: 'string', nullable: false },
    ],
    description: 'Funding settlements; times jitter by tens of milliseconds.',
  },
} as const satisfies Record<string, TableDefinition>;
