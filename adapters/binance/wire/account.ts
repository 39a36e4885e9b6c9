import { money, type DecimalText } from '../../../core/money/decimal.ts';
import type { LeverageBracket } from '../../../core/money/leverage-brackets.ts';
import type { Fill } from '../../../core/trading/observation.ts';
import { ExchangeError } from '../../exchange/port.ts';
import { WireObject, wireList, wrongShape } from './wire-object.ts';

export interface AccountBalance {
  readonly wallet: DecimalText;
  readonly unrealised: DecimalText;
  readonly available: DecimalText;
  /** Signed base quantity of the symbol's one-way position; "0" when it isn't listed: v3 lists active ones only. */
  readonly positionAmt: DecimalText;
}

/** GET /fapi/v3/account: the quote asset's balances and one symbol's position. */
export function readAccount(answer: unknown, symbol: string, asset: string, where: string): AccountBalance {
  const account = new WireObject(answer, where);
  const assets = account.list('assets', (item, place) => new WireObject(item, place));
  const balance = assets.find((candidate) => candidate.text('asset') === asset);
  if (!balance) throw wrongShape(`${where}: field "assets"`, `a list with ${asset} in it`, undefined);
  const positions = account.list('positions', (item, place) => new WireObject(item, place));
  return {
    wallet: balance.decimal('walletBalance'),
    unrealised: balance.decimal('unrealizedProfit'),
    available: balance.decimal('availableBalance'),
    positionAmt: ofSymbol(positions, symbol, where)?.decimal('positionAmt') ?? '0',
  };
}

export interface PositionRisk {
  readonly positionAmt: DecimalText;
  readonly entryPrice: DecimalText;
  readonly markPrice: DecimalText;
  readonly liquidationPrice: DecimalText;
}

/** GET /fapi/v3/positionRisk: the symbol's one-way position, undefined when the exchange lists none. */
export function readPositionRisk(answer: unknown, symbol: string, where: string): PositionRisk | undefined {
  const rows = wireList(answer, where, (item, place) => new WireObject(item, place));
  const row = ofSymbol(rows, symbol, where);
  return (
    row && {
      positionAmt: row.decimal('positionAmt'),
      entryPrice: row.decimal('entryPrice'),
      markPrice: row.decimal('markPrice'),
      liquidationPrice: row.decimal('liquidationPrice'),
    }
  );
}

/** Throws when the account is in hedge mode: its LONG and SHORT rows are not one position, and are not "flat" either. */
function ofSymbol(rows: readonly WireObject[], symbol: string, where: string): WireObject | undefined {
  const own = rows.filter((row) => row.text('symbol') === symbol);
  const oneWay = own.find((row) => row.text('positionSide') === 'BOTH');
  if (own.length > 0 && !oneWay)
    throw new ExchangeError('rejected', `${where}: the account is in hedge mode, ${symbol} must be in one-way mode`);
  return oneWay;
}

/** GET /fapi/v1/leverageBracket, which answers with a list or, for one symbol, also with a bare object. */
export function readLeverageBrackets(answer: unknown, symbol: string, where: string): LeverageBracket[] {
  const entries = Array.isArray(answer)
    ? wireList(answer, where, (item, place) => new WireObject(item, place))
    : [new WireObject(answer, where)];
  const entry = entries.find((candidate) => candidate.text('symbol') === symbol);
  if (!entry) throw wrongShape(where, `the brackets of ${symbol}`, undefined);
  return entry.list('brackets', (item, place) => {
    const row = new WireObject(item, place);
    return {
      bracket: Number(row.identifier('bracket')),
      initialLeverage: Number(row.identifier('initialLeverage')),
      notionalFloor: row.decimalNumber('notionalFloor'),
      notionalCap: row.decimalNumber('notionalCap'),
      maintMarginRatio: row.decimalNumber('maintMarginRatio'),
      cum: row.decimalNumber('cum'),
    };
  });
}

/** GET /fapi/v1/commissionRate, fractions. */
export function readCommissionRate(answer: unknown, where: string): { maker: DecimalText; taker: DecimalText } {
  const rate = new WireObject(answer, where);
  return { maker: rate.decimal('makerCommissionRate'), taker: rate.decimal('takerCommissionRate') };
}

/** A row of GET /fapi/v1/userTrades. */
export function readFill(item: unknown, where: string): Fill {
  const trade = new WireObject(item, where);
  return {
    tradeId: trade.integer('id'),
    orderId: trade.identifier('orderId'),
    side: trade.oneOf('side', ['BUY', 'SELL']),
    price: trade.decimal('price'),
    quantity: trade.decimal('qty'),
    quoteQuantity: trade.decimal('quoteQty'),
    realizedPnl: trade.decimal('realizedPnl'),
    commission: trade.decimal('commission'),
    commissionAsset: trade.text('commissionAsset'),
    maker: trade.flag('maker'),
    time: trade.integer('time'),
  };
}

export interface FundingPayment {
  readonly id: string;
  readonly amount: DecimalText;
  readonly time: number;
}

/** A FUNDING_FEE row of GET /fapi/v1/income; negative when paid. */
export function readFundingPayment(item: unknown, where: string): FundingPayment {
  const row = new WireObject(item, where);
  return { id: row.identifier('tranId'), amount: row.decimal('income'), time: row.integer('time') };
}

/** The sum of amounts, exact. */
export function sumOf(amounts: readonly DecimalText[]): DecimalText {
  return amounts.reduce((sum, amount) => sum.plus(money(amount)), money('0')).toFixed();
}
