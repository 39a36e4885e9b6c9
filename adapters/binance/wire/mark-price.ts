import type { FundingRate } from '../../../core/market/funding.ts';
import type { MarkPrice } from '../../exchange/port.ts';
import { WireObject, wireList } from './wire-object.ts';

/** GET /fapi/v1/premiumIndex with a symbol. */
export function readPremiumIndex(answer: unknown, where: string): MarkPrice {
  const index = new WireObject(answer, where);
  return {
    markPrice: index.decimal('markPrice'),
    indexPrice: index.decimal('indexPrice'),
    fundingRate: index.decimal('lastFundingRate'),
    nextFundingTime: index.integer('nextFundingTime'),
    time: index.integer('time'),
  };
}

/** A message of the `@markPrice@1s` stream, with its symbol. */
export function readMarkPriceEvent(message: unknown, where: string): MarkPrice & { readonly symbol: string } {
  const event = new WireObject(message, where);
  return {
    symbol: event.text('s'),
    markPrice: event.decimal('p'),
    indexPrice: event.decimal('i'),
    fundingRate: event.decimal('r'),
    nextFundingTime: event.integer('T'),
    time: event.integer('E'),
  };
}

/** GET /fapi/v1/fundingRate. Old settlements carry no mark price: "0" then. */
export function readFundingRates(answer: unknown, where: string): FundingRate[] {
  return wireList(answer, where, (item, place) => {
    const row = new WireObject(item, place);
    return {
      fundingTime: row.integer('fundingTime'),
      rate: row.decimal('fundingRate'),
      markPrice: row.decimalOrZero('markPrice'),
    };
  });
}
