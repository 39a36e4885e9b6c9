import { setTimeout as delay } from 'node:timers/promises';
import { activityInfo, ApplicationFailure } from '@temporalio/activity';
import { ExchangeError } from '../adapters/exchange/port.ts';
import type { ConditionalRequest, MarketOrderRequest, PlacedOrder, TradingAccount } from '../adapters/exchange/port.ts';
import { bracketPrices, triggerOnTick } from '../core/trading/bracket.ts';
import type { BracketLeg, OrderOutcome } from '../core/trading/step-contract.ts';
import type { OrderActivities } from './contract.ts';
import { isSettled, outcomeOf } from './order-outcome.ts';
import type { SymbolTerms } from './risk.ts';
import { sendOnce } from './send-once.ts';

export interface OrderDependencies {
  readonly account: TradingAccount;
  readonly terms: SymbolTerms;
  /** recvWindow of orders, ms. */
  readonly acceptanceMs: number;
}

/** How long an attempt tries to get a stop accepted before the position is given up, wall ms. */
const PROTECTION_PATIENCE_MS = 2_500;

/** How long an entry's answer waits for its stop, wall ms: well within what is left of the attempt. */
const EARLY_STOP_PATIENCE_MS = 500;

/** What of an attempt may have passed before it began here, wall ms. */
const HAND_OVER_MS = 200;

/** Failure types that the workflow's policies know as final. */
const BRACKET_REFUSED = 'BracketRefused';

/** Activities that send orders. Each may be run again at any moment: the client id decides what has happened already. */
export function createOrderActivities({ account, terms, acceptanceMs }: OrderDependencies): OrderActivities {
  return {
    async placeEntry({ symbol, clientId, stopId, entry }) {
      const { side, quantity, stopDistance, targetDistance } = entry;
      const outcome = await marketOrder({ symbol, clientId, side, quantity, reduceOnly: false });
      if (outcome.status === 'filled' && stopId !== undefined) {
        const held = side === 'BUY' ? 'LONG' : 'SHORT';
        const { stop } = bracketPrices(held, outcome.averagePrice, stopDistance, targetDistance);
        await protectAtOnce(legOf(symbol, held, { clientId: stopId, triggerPrice: stop }));
      }
      return outcome;
    },

    async closePosition({ symbol, side, quantity, clientId }) {
      return await marketOrder({
        symbol,
        clientId,
        side: side === 'LONG' ? 'SELL' : 'BUY',
        quantity,
        reduceOnly: true,
      });
    },

    async placeBracket({ symbol, side, stop, target }) {
      const [stopLeg, targetLeg] = [legOf(symbol, side, stop), legOf(symbol, side, target)];
      // The entry's own activity may have placed the stop.
      await conditional(stopLeg, (request) => account.placeStop(request), true);
      await conditional(targetLeg, (request) => account.placeTarget(request), activityInfo().attempt > 1);
      return {
        stop: { clientId: stopLeg.clientId, triggerPrice: stopLeg.triggerPrice },
        target: { clientId: targetLeg.clientId, triggerPrice: targetLeg.triggerPrice },
      };
    },

    async cancelOrders({ symbol, conditionalIds, orderIds }) {
      await Promise.all([
        ...conditionalIds.map((id) => account.cancelConditionalOrder(symbol, id)),
        ...orderIds.map((id) => account.cancelOrder(symbol, id)),
      ]);
    },
  };

  async function marketOrder(request: MarketOrderRequest): Promise<OrderOutcome> {
    const find = (): Promise<PlacedOrder | undefined> => account.findOrder(request.symbol, request.clientId);
    const { attempt, startToCloseTimeoutMs } = activityInfo();
    // An order that this attempt sends must be refused or found by the time the next attempt may ask for it: one that was
    // held up for longer (by the request budget, by a busy process) is not sent any more.
    const sendBefore = Date.now() + startToCloseTimeoutMs - acceptanceMs - HAND_OVER_MS;
    try {
      const sent = await sendOnce({
        mayHaveBeenSent: attempt > 1,
        find,
        send: () => account.placeMarketOrder({ ...request, sendBefore }),
        acceptanceMs,
      });
      return outcomeOf(await untilSettled(sent, find));
    } catch (error) {
      if (error instanceof ExchangeError && (error.kind === 'rejected' || error.kind === 'auth')) {
        return { status: 'notFilled', clientId: request.clientId, code: error.code, reason: error.message };
      }
      throw error;
    }
  }

  function legOf(symbol: string, held: 'LONG' | 'SHORT', wanted: BracketLeg): ConditionalRequest {
    return {
      symbol,
      side: held === 'LONG' ? 'SELL' : 'BUY',
      triggerPrice: triggerOnTick(held, wanted.triggerPrice, terms.filters.tickSize),
      clientId: wanted.clientId,
      workingType: 'CONTRACT_PRICE',
    };
  }

  /**
   * The stop follows the fill from the same process: a Temporal server that is away just then leaves no naked position.
   * Whatever goes wrong here is left to placeBracket, which looks for the stop, places it, or gives the position up.
   */
  async function protectAtOnce(request: ConditionalRequest): Promise<void> {
    const placed = sendOnce({
      mayHaveBeenSent: activityInfo().attempt > 1,
      find: () => account.findConditionalOrder(request.symbol, request.clientId),
      send: () => account.placeStop(request),
      acceptanceMs,
    });
    await Promise.race([placed, delay(EARLY_STOP_PATIENCE_MS)]).catch(() => undefined);
  }

  /** A leg of the bracket, placed or found live. A refusal, or no answer within the patience, is final. */
  async function conditional(
    request: ConditionalRequest,
    place: (request: ConditionalRequest) => Promise<unknown>,
    maybePlaced: boolean,
  ): Promise<void> {
    const deadline = Date.now() + PROTECTION_PATIENCE_MS;
    let mayHaveBeenSent = maybePlaced;
    for (;;) {
      try {
        await sendOnce({
          mayHaveBeenSent,
          find: () => account.findConditionalOrder(request.symbol, request.clientId),
          send: () => place(request),
          acceptanceMs: Math.min(acceptanceMs, Math.max(0, deadline - Date.now())),
        });
        return;
      } catch (error) {
        const isFinal = error instanceof ExchangeError && (error.kind === 'rejected' || error.kind === 'auth');
        if (isFinal || Date.now() >= deadline) {
          const reason = error instanceof Error ? error.message : String(error);
          throw ApplicationFailure.nonRetryable(`${request.clientId}: ${reason}`, BRACKET_REFUSED);
        }
        mayHaveBeenSent = true;
        await delay(100);
      }
    }
  }
}

/** A market order ends at once; an answer that doesn't say how (status NEW, no average price) is asked for again. */
async function untilSettled(order: PlacedOrder, find: () => Promise<PlacedOrder | undefined>): Promise<PlacedOrder> {
  let latest = order;
  for (let question = 0; !isSettled(latest); question++) {
    if (question === 10)
      throw new Error(`order ${order.clientId} is still ${latest.status} after ${question} questions`);
    await delay(question === 0 ? 0 : 100);
    latest = (await find()) ?? latest;
  }
  return latest;
}
