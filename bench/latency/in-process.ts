import { MockActivityEnvironment } from '@temporalio/testing';
import { MinuteInAdvance } from '../../activities/minute-in-advance.ts';
import { createOrderActivities } from '../../activities/orders.ts';
import { createPredictionActivities } from '../../activities/prediction.ts';
import { createRiskActivities } from '../../activities/risk.ts';
import { createBinanceExchange } from '../../adapters/binance/binance-exchange.ts';
import { BarWindow } from '../../adapters/market-feed/bar-window.ts';
import { MarketMirror } from '../../adapters/market-feed/market-mirror.ts';
import { PaperMarketControl } from '../../adapters/paper-market/control.ts';
import { closeTimeOf } from '../../core/market/bar.ts';
import type { Bar } from '../../core/market/bar.ts';
import { money } from '../../core/money/decimal.ts';
import { clientOrderId } from '../../core/trading/client-order-id.ts';
import { decidedModel } from './decided-model.ts';
import { pause } from './pace.ts';
import { CREDENTIALS, SYMBOL } from './place.ts';
import type { Place } from './place.ts';
import { LIMITS } from './through-temporal.ts';

const ACCEPTANCE_MS = 2_000;
const NO_TRADES = { trades: 0, wins: 0, winBpsSum: 0, lossBpsSum: 0 };

/** Wall times (epoch ms) of one minute without Temporal. */
export interface InProcessMinute {
  readonly openTime: number;
  readonly receivedAt: number;
  readonly predictedAt: number;
  readonly riskCheckedAt: number;
  readonly acknowledgedAt: number;
}

/** The same three functions on the same adapters against the same exchange, called one after the other in this process. */
export async function measureInProcess(place: Place, minutes: number): Promise<InProcessMinute[]> {
  const exchange = createBinanceExchange({
    endpoints: { restUrl: place.restUrl, wsUrl: place.wsUrl },
    credentials: CREDENTIALS,
    recvWindowMs: ACCEPTANCE_MS,
  });
  await exchange.start();
  const { marketData, account } = exchange;
  const [filters, brackets, fees, model] = await Promise.all([
    marketData.filters(SYMBOL),
    account.leverageBrackets(SYMBOL),
    account.commissionRate(SYMBOL),
    decidedModel(Number.POSITIVE_INFINITY),
  ]);
  const terms = { filters, brackets, fees };
  const window = new BarWindow(marketData, SYMBOL, model.windowBars);
  const mirror = new MarketMirror();
  // Nothing in advance: one after the other.
  const minute = new MinuteInAdvance({
    predict: async (bar) => await model.predict(await window.endingAt(bar)),
    askAccount: () => account.account(SYMBOL),
  });
  const { predictSignal } = createPredictionActivities(minute);
  const { checkRisk } = createRiskActivities({ market: marketData, minute, mirror, terms });
  const { placeEntry, closePosition, cancelOrders } = createOrderActivities({
    account,
    terms,
    acceptanceMs: ACCEPTANCE_MS,
  });
  const environment = new MockActivityEnvironment({ startToCloseTimeoutMs: 3_000 });
  const asActivity = <T>(work: () => Promise<T>): Promise<T> => environment.run<[], T, () => Promise<T>>(work);

  const closePositionNow = async (clientId: string): Promise<void> => {
    const { positionAmt } = await account.account(SYMBOL);
    if (money(positionAmt).isZero()) return;
    const side = money(positionAmt).isPositive() ? 'LONG' : 'SHORT';
    const quantity = money(positionAmt).abs().toFixed();
    await asActivity(() => closePosition({ symbol: SYMBOL, side, quantity, clientId }));
  };

  const measured: InProcessMinute[] = [];
  const trade = async (bar: Bar, eventTime: number, receivedAt: number): Promise<void> => {
    const ageMs = Math.max(0, eventTime - closeTimeOf(bar.openTime));
    const { prediction, completedAt } = await predictSignal({ symbol: SYMBOL, bar: bar.openTime });
    const verdict = await checkRisk({
      symbol: SYMBOL,
      bar,
      prediction,
      ageMs,
      dayStartEquity: '100000',
      ownTrades: NO_TRADES,
      prior: model.prior,
      recentTrades: [],
      limits: LIMITS,
    });
    const riskCheckedAt = Date.now();
    if (!verdict.approved) return;
    const clientId = clientOrderId('inproc', bar.openTime, 'e');
    const stopId = clientOrderId('inproc', bar.openTime, 's');
    const outcome = await asActivity(() => placeEntry({ symbol: SYMBOL, clientId, stopId, entry: verdict.entry }));
    if (outcome.status !== 'filled') return;
    const { acknowledgedAt } = outcome;
    measured.push({ openTime: bar.openTime, receivedAt, predictedAt: completedAt, riskCheckedAt, acknowledgedAt });
  };

  const market = new PaperMarketControl(place.restUrl);
  await closePositionNow(clientOrderId('inproc', 0, 'x'));
  let left = minutes;
  let stopFeed: (() => Promise<void>) | undefined;
  try {
    await new Promise<void>((resolve, reject) => {
      const onBar = async (bar: Bar, eventTime: number, receivedAt: number): Promise<void> => {
        await trade(bar, eventTime, receivedAt);
        await closePositionNow(clientOrderId('inproc', bar.openTime, 'x'));
        const conditionalIds = [clientOrderId('inproc', bar.openTime, 's')];
        await cancelOrders({ symbol: SYMBOL, conditionalIds, orderIds: [] });
        left -= 1;
        if (left === 0) return resolve();
        await pause();
        await market.finishMinute(SYMBOL, bar.openTime);
      };
      const feed = exchange.feed(SYMBOL, {
        onBar(bar, eventTime, receivedAt) {
          window.add(bar);
          onBar(bar, eventTime, receivedAt).catch(reject);
        },
        onBook: (book) => mirror.setBook(book),
        onMarkPrice: (mark) => mirror.setMark(mark),
      });
      stopFeed = () => feed.stop();
      feed.start().catch(reject);
    });
  } finally {
    await stopFeed?.();
    exchange.close();
  }
  return measured;
}
