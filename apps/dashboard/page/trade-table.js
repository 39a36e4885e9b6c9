import { amount, dateTime, dayAndClock, price, resultClass, signedAmount, signedBps } from './format.js';
import { showRows } from './rows.js';

const body = document.querySelector('#trades tbody');

/** @param {object[]} trades oldest first */
export function showTrades(trades) {
  const rows = trades.toReversed().map((trade) => ({
    cells: [
      { text: dayAndClock(trade.openedBar), title: `${dateTime(trade.openedBar)} UTC` },
      { text: dayAndClock(trade.closedBar), title: `${dateTime(trade.closedBar)} UTC` },
      { text: trade.side === 'LONG' ? 'long' : 'short' },
      { text: trade.quantity, className: 'number' },
      { text: price(trade.entryPrice), className: 'number' },
      { text: price(trade.exitPrice), className: 'number' },
      { text: trade.exit },
      { text: signedAmount(trade.grossPnl), className: 'number' },
      { text: amount(Number(trade.fees) - Number(trade.funding)), className: 'number' },
      { text: signedAmount(trade.netPnl), className: `number strong ${resultClass(trade.netPnl)}` },
      { text: signedBps(trade.netBps), className: `number ${resultClass(trade.netBps)}` },
    ],
  }));
  showRows(body, rows, 'No trade has been closed yet.');
}
