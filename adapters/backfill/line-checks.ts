import type { ArchiveKind } from '../../core/pipeline/backfill/archive-files.ts';

/** One rule that every line of a file must keep. */
export interface LineCheck {
  /** SQL on `c`, the line's cells from 1; neither false nor empty where the line is right. */
  readonly holds: string;
  /** What is wrong with a line that breaks it. */
  readonly sentence: (cells: readonly string[]) => string;
}

/** How the lines of one kind of file are read. */
export interface LineFormat {
  /** The first line, where there is one of names and adapters/kline-files has not read it. */
  readonly header?: string;
  /** SQL on `c`: when it happened, epoch ms. */
  readonly eventMs: string;
  readonly checks: readonly LineCheck[];
  /** SQL on `line` and `c`: what bronze keeps; the line itself but for files with columns of their own. */
  readonly payload: string;
  /** SQL on `c`: lines that are not of the symbol are left out. */
  readonly wanted?: string;
}

const TRADE_COLUMNS = 'agg_trade_id,price,quantity,first_trade_id,last_trade_id,transact_time,is_buyer_maker';
const DEPTH_COLUMNS = 'timestamp,percentage,depth,notional';

/** 13 digits: 2001 to 2286. */
function milliseconds(cell: number, name: string): LineCheck {
  return {
    holds: `TRY_CAST(c[${cell}] AS BIGINT) BETWEEN 1000000000000 AND 9999999999999`,
    sentence: (cells) => {
      const text = cells[cell - 1] ?? '';
      const hint = /^\d{16}$/.test(text) ? '; a file with microseconds is of the spot market' : '';
      return `${name} "${text}" is not epoch milliseconds (13 digits)${hint}`;
    },
  };
}

function positive(cell: number, name: string): LineCheck {
  return {
    holds: `TRY_CAST(c[${cell}] AS DOUBLE) > 0 AND isfinite(TRY_CAST(c[${cell}] AS DOUBLE))`,
    sentence: (cells) => `${name} "${cells[cell - 1] ?? ''}" is not a number above 0`,
  };
}

function columns(count: number, what: string, names: string): LineCheck {
  return {
    holds: `len(c) = ${count}`,
    sentence: (cells) => `${cells.length} columns; ${what} has ${count}: ${names}`,
  };
}

const AGG_TRADES: LineFormat = {
  header: TRADE_COLUMNS,
  eventMs: 'TRY_CAST(c[6] AS BIGINT)',
  payload: 'line',
  checks: [
    columns(7, 'an aggregate trade', TRADE_COLUMNS),
    {
      holds:
        'TRY_CAST(c[1] AS BIGINT) >= 0 AND TRY_CAST(c[4] AS BIGINT) >= 0 AND TRY_CAST(c[5] AS BIGINT) >= TRY_CAST(c[4] AS BIGINT)',
      sentence: (cells) =>
        `the trade ids "${cells[0]}", "${cells[3]}" to "${cells[4]}" are not whole numbers, the last not before the first`,
    },
    positive(2, 'price'),
    positive(3, 'quantity'),
    milliseconds(6, 'transact_time'),
    {
      holds: "lower(c[7]) IN ('true', 'false')",
      sentence: (cells) => `is_buyer_maker "${cells[6]}" is neither true nor false`,
    },
  ],
};

const BOOK_DEPTH: LineFormat = {
  header: DEPTH_COLUMNS,
  eventMs: 'epoch_ms(TRY_CAST(c[1] AS TIMESTAMP))',
  payload: 'line',
  checks: [
    columns(4, 'a line of depth', DEPTH_COLUMNS),
    {
      holds: 'TRY_CAST(c[1] AS TIMESTAMP) IS NOT NULL',
      sentence: (cells) => `timestamp "${cells[0]}" is not a time such as 2024-01-01 00:00:08`,
    },
    {
      holds: 'TRY_CAST(c[2] AS DOUBLE) BETWEEN -100 AND 100',
      sentence: (cells) => `percentage "${cells[1]}" is not a number from -100 to 100`,
    },
    {
      holds: 'TRY_CAST(c[3] AS DOUBLE) >= 0 AND TRY_CAST(c[4] AS DOUBLE) >= 0',
      sentence: (cells) => `depth "${cells[2]}" or notional "${cells[3]}" is not a number of 0 or more`,
    },
  ],
};

/** Their rows are read by adapters/kline-files, which knows their rules; here only what it lets pass. */
const KLINES: LineFormat = {
  eventMs: 'TRY_CAST(c[1] AS BIGINT)',
  payload: 'line',
  checks: [milliseconds(1, 'open_time')],
};

/** The archive's own columns: calc_time, funding_interval_hours, last_funding_rate. */
const FUNDING: LineFormat = {
  eventMs: 'TRY_CAST(c[1] AS BIGINT)',
  payload: 'line',
  checks: [milliseconds(1, 'calc_time')],
};

const FORMATS: Readonly<Record<ArchiveKind, LineFormat>> = {
  klines: KLINES,
  aggTrades: AGG_TRADES,
  bookDepth: BOOK_DEPTH,
  fundingRate: FUNDING,
};

/**
 * How to read the lines of a file whose first line is `header` (or a row). A funding file with the columns of Binance's
 * REST is kept in the archive's own columns; the interval, which it doesn't have, stays empty.
 */
export function lineFormatOf(kind: ArchiveKind, header: string, symbol: string): LineFormat {
  const names = header.split(',').map((name) => name.trim());
  const [time, rate, of] = ['fundingTime', 'fundingRate', 'symbol'].map((name) => names.indexOf(name) + 1);
  if (kind !== 'fundingRate' || !time || !rate) return FORMATS[kind];
  return {
    eventMs: `TRY_CAST(c[${time}] AS BIGINT)`,
    payload: `c[${time}] || ',,' || c[${rate}]`,
    checks: [milliseconds(time, 'fundingTime')],
    ...(of && { wanted: `c[${of}] = '${symbol}'` }),
  };
}
