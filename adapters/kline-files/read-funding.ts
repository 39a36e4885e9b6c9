import { money } from '../../core/money/decimal.ts';
import { eachRow } from './csv-rows.ts';
import { MarketFileError } from './market-file-error.ts';

/** One recorded settlement; `rate` is a fraction as decimal text. Times jitter by tens of ms after the hour. */
export interface RecordedFunding {
  readonly fundingTime: number;
  readonly rate: string;
}

interface FundingColumns {
  readonly time: number;
  readonly rate: number;
  readonly symbol: number | undefined;
}

/**
 * Reads a CSV or CSV.gz of funding settlements with a header: `symbol,fundingTime,fundingRate` (more columns allowed), as
 * Binance's REST names them, or Binance Vision's `calc_time,funding_interval_hours,last_funding_rate`. Rows of other
 * symbols are left out. Ascending.
 * @throws MarketFileError naming file and line.
 */
export async function readFundingFile(file: string, symbol: string): Promise<RecordedFunding[]> {
  const settlements: RecordedFunding[] = [];
  let columns: FundingColumns | undefined;
  await eachRow(file, (cells, line) => {
    if (!columns) {
      columns = columnsOf(file, cells);
      return undefined;
    }
    if (columns.symbol !== undefined && cells[columns.symbol] !== symbol) return undefined;
    const settlement = parse(cells, columns, file, line);
    const last = settlements.at(-1);
    if (last && settlement.fundingTime <= last.fundingTime) {
      throw new MarketFileError(
        file,
        line,
        `settlement ${settlement.fundingTime} doesn't come after ${last.fundingTime}`,
      );
    }
    settlements.push(settlement);
    return undefined;
  });
  if (settlements.length === 0) throw new MarketFileError(file, undefined, `it has no funding settlement of ${symbol}`);
  return settlements;
}

function columnsOf(file: string, header: readonly string[]): FundingColumns {
  const find = (...names: readonly string[]): number | undefined => {
    const index = header.findIndex((name) => names.includes(name.trim()));
    return index === -1 ? undefined : index;
  };
  const time = find('fundingTime', 'calc_time');
  const rate = find('fundingRate', 'last_funding_rate');
  if (time === undefined || rate === undefined) {
    const right = 'symbol,fundingTime,fundingRate or calc_time,funding_interval_hours,last_funding_rate';
    throw new MarketFileError(file, 1, `the header is "${header.join(',')}"; it should have the columns ${right}`);
  }
  return { time, rate, symbol: find('symbol') };
}

function parse(cells: readonly string[], columns: FundingColumns, file: string, line: number): RecordedFunding {
  const timeText = cells[columns.time] ?? '';
  const rateText = cells[columns.rate] ?? '';
  if (!/^\d{13}$/.test(timeText)) {
    throw new MarketFileError(file, line, `the time "${timeText}" is not epoch milliseconds (13 digits)`);
  }
  if (!/^-?\d+(\.\d+)?([eE][-+]?\d+)?$/.test(rateText)) {
    throw new MarketFileError(file, line, `the rate "${rateText}" is not a number, such as 0.0001 for one basis point`);
  }
  return { fundingTime: Number(timeText), rate: money(rateText).toFixed() };
}
