import { BacktestExchange } from '../../core/backtest/backtest-exchange.ts';
import { MINUTE_MS } from '../../core/market/bar.ts';
import type { KnownMinutes } from '../../core/matching/minute-market.ts';
import { money } from '../../core/money/decimal.ts';
import type { RiskLimits } from '../../core/risk/limits.ts';
import type { PredictionSource } from '../../core/rules/signal-rule.ts';
import { bracketPrices } from '../../core/trading/bracket.ts';
import { busyMinutes } from './busy-minutes.ts';
import type { Period } from './periods.ts';
import { LOW_TAKER_FEE, TAKER_FEE } from './run-signals.ts';
import type { StudyTrade } from './run-signals.ts';

/** So large that no series of losses ends the trading; every entry has the same size. */
const DEPOSIT = '10000000';
const QUANTITY = '0.100';

export interface MakerRun {
  readonly trades: readonly StudyTrade[];
  /** Signals that sent an order, and those whose order was filled. */
  readonly sent: number;
  readonly filled: number;
}

/**
 * Entry by a post-only limit order at the best price of our side, on the matching engine: filled when the next minute trades
 * through it, else cancelled. Stop, target and exit by time as ever, at market. The strategy itself enters at market only.
 */
export function runMakerEntries(
  market: KnownMinutes,
  predictionAt: PredictionSource,
  period: Period,
  limits: RiskLimits,
): MakerRun {
  const { from, to } = period;
  const minutes = busyMinutes(market, predictionAt, period, limits.horizonMinutes + 1);
  const exchange = new BacktestExchange(minutes, { deposit: DEPOSIT, leverage: limits.leverage, from });
  const { engine } = exchange;
  const { symbol } = market;
  const trades: StudyTrade[] = [];
  let [sent, filled, walletBefore, makerFee] = [0, 0, '0', 0];
  let resting: { side: 'BUY' | 'SELL'; atr14: number; clientId: string } | undefined;
  let held: { side: 'LONG' | 'SHORT'; openedBar: number; dueBar: number; notional: number } | undefined;
  const fee = (entry: boolean): number => Number(entry ? market.spec.makerFee : market.spec.takerFee);

  for (let openTime = from; openTime < to; openTime += MINUTE_MS) {
    const bar = minutes.bar(openTime);
    if (!bar) continue;
    exchange.playMinute(bar);
    if (resting) {
      const { side, atr14, clientId } = resting;
      exchange.cancel({ type: 'cancel', conditionalIds: [], orderIds: [clientId] });
      resting = undefined;
      const position = engine.position(symbol);
      if (!money(position.amount).isZero()) {
        filled += 1;
        const direction = side === 'BUY' ? 'LONG' : 'SHORT';
        const distance = limits.stopAtr * atr14;
        const { stop, target } = bracketPrices(
          direction,
          position.entryPrice,
          String(distance),
          String(distance * limits.targetMultiple),
        );
        const notional = Math.abs(Number(position.amount)) * Number(position.entryPrice);
        makerFee = notional * fee(true);
        held = { side: direction, openedBar: openTime, dueBar: openTime + limits.horizonMinutes * MINUTE_MS, notional };
        protectOrClose(exchange, held, { stop, target }, openTime);
      }
    } else if (held && openTime >= held.dueBar) {
      closeAll(exchange, held.side, openTime);
    }
    if (held && money(engine.position(symbol).amount).isZero()) {
      const net = Number(money(engine.balance().wallet).minus(walletBefore));
      const takerFees = held.notional * fee(false);
      const bps = (amount: number): number => (amount / held!.notional) * 1e4;
      trades.push({
        openedBar: held.openedBar,
        grossBps: bps(net + makerFee + takerFees),
        netBps: bps(net),
        netBpsAtLowFee: bps(net + takerFees * (1 - LOW_TAKER_FEE / TAKER_FEE)),
      });
      exchange.cancel({
        type: 'cancel',
        conditionalIds: engine.openConditionals(symbol).map((one) => one.clientId),
        orderIds: [],
      });
      held = undefined;
    }
    const prediction = predictionAt(openTime);
    if (held || !prediction || prediction.signal === 'HOLD' || prediction.confidence < limits.minConfidence) continue;
    const { book } = exchange.view();
    const price = (prediction.signal === 'BUY' ? book.bids : book.asks)[0]?.[0];
    if (price === undefined) continue;
    walletBefore = engine.balance().wallet;
    resting = { side: prediction.signal, atr14: prediction.atr14, clientId: `maker-${openTime}` };
    sent += 1;
    engine.placeOrder(
      {
        symbol,
        side: prediction.signal,
        type: 'LIMIT',
        timeInForce: 'GTX',
        price,
        quantity: QUANTITY,
        clientId: resting.clientId,
      },
      exchange.time,
    );
  }
  return { trades, sent, filled };
}

/** A bracket that the market has already passed is refused: the position is closed. */
function protectOrClose(
  exchange: BacktestExchange,
  { side }: { readonly side: 'LONG' | 'SHORT' },
  { stop, target }: { readonly stop: string; readonly target: string },
  openTime: number,
): void {
  try {
    exchange.protect({
      type: 'protect',
      side,
      stop: { clientId: `stop-${openTime}`, triggerPrice: stop },
      target: { clientId: `target-${openTime}`, triggerPrice: target },
    });
  } catch {
    closeAll(exchange, side, openTime);
  }
}

function closeAll(exchange: BacktestExchange, side: 'LONG' | 'SHORT', openTime: number): void {
  exchange.close({ type: 'close', side, quantity: QUANTITY, clientId: `close-${openTime}`, exit: 'time' });
}
