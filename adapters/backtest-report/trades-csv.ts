import { stringify } from 'csv-stringify/sync';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { TradeRecord } from '../../core/trading/records.ts';

/** A line a trade with a header: times in ISO 8601 UTC, amounts as they were booked. */
export function tradesCsv(trades: readonly TradeRecord[]): string {
  const rows = trades.map((trade) => ({
    entered: isoOf(trade.openedBar + MINUTE_MS),
    left_by: isoOf(trade.closedBar + MINUTE_MS),
    side: trade.side,
    quantity: trade.quantity,
    entry_price: trade.entryPrice,
    exit_price: trade.exitPrice,
    exit: trade.exit,
    gross_pnl: trade.grossPnl,
    fees: trade.fees,
    funding: trade.funding,
    net_pnl: trade.netPnl,
    net_bps: trade.netBps.toFixed(4),
    model: trade.modelId,
  }));
  return stringify(rows, { header: true, columns: COLUMNS });
}

const COLUMNS = [
  ...['entered', 'left_by', 'side', 'quantity', 'entry_price', 'exit_price', 'exit'],
  ...['gross_pnl', 'fees', 'funding', 'net_pnl', 'net_bps', 'model'],
];

function isoOf(time: number): string {
  return new Date(time).toISOString();
}
