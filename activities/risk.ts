import type { MarketData } from '../adapters/exchange/port.ts';
import type { MarketMirror } from '../adapters/market-feed/market-mirror.ts';
import { closeTimeOf } from '../core/market/bar.ts';
import type { DecimalText } from '../core/money/decimal.ts';
import { money } from '../core/money/decimal.ts';
import type { LeverageBracket } from '../core/money/leverage-brackets.ts';
import type { SymbolFilters } from '../core/money/symbol-filters.ts';
import { assessRisk } from '../core/risk/assess.ts';
import type { RiskActivities } from './contract.ts';
import type { MinuteInAdvance } from './minute-in-advance.ts';

/** What doesn't change while the worker runs. */
export interface SymbolTerms {
  readonly filters: SymbolFilters;
  readonly brackets: readonly LeverageBracket[];
  readonly fees: { readonly taker: DecimalText; readonly maker: DecimalText };
}

export interface RiskDependencies {
  readonly market: MarketData;
  readonly minute: Pick<MinuteInAdvance, 'account'>;
  readonly mirror: MarketMirror;
  readonly terms: SymbolTerms;
}

/** Gathers the inputs (balance since the bar closed, book from the stream or by REST when that is old) and lets core judge. */
export function createRiskActivities({ market, minute, mirror, terms }: RiskDependencies): RiskActivities {
  return {
    async checkRisk(context) {
      const { symbol, bar } = context;
      // A book of the bar's last seconds or younger; an older one is not what an order would meet.
      const oldest = closeTimeOf(bar.openTime) - 2_000;
      const [view, book, mark] = await Promise.all([
        minute.account(bar.openTime),
        mirror.bookSince(oldest) ?? market.depth(symbol, 20),
        mirror.markSince(oldest) ?? market.markPrice(symbol),
      ]);
      return assessRisk({
        bar,
        prediction: context.prediction,
        barAgeMs: context.ageMs,
        now: Math.max(closeTimeOf(bar.openTime) + 1 + context.ageMs, book.time, mark.time),
        account: {
          wallet: view.wallet,
          equity: money(view.wallet).plus(view.unrealised).toFixed(),
          available: view.available,
          positionAmt: view.positionAmt,
        },
        dayStartEquity: context.dayStartEquity,
        book,
        markPrice: mark.markPrice,
        nextFundingTime: mark.nextFundingTime,
        filters: terms.filters,
        brackets: terms.brackets,
        fees: terms.fees,
        ownTrades: context.ownTrades,
        prior: context.prior,
        recentTrades: context.recentTrades,
        limits: context.limits,
      });
    },
  };
}
