import { money } from '../../core/money/decimal.ts';
import { ExchangeError, type AccountView } from '../exchange/port.ts';
import type { Call, ExchangeCalls } from './exchange-calls.ts';
import { readAccount, readPositionRisk } from './wire/account.ts';
import { readPremiumIndex } from './wire/mark-price.ts';

const QUOTE_ASSET = 'USDT';

/** How often a position that changes while it is being read is read again. */
const ATTEMPTS = 3;

/**
 * Balance, position and mark price in one consistent look. Flat, as before every entry, takes two calls at the same
 * time; with a position one more, for its entry and liquidation price. Its quantity must be the same in both answers,
 * else a fill came between them and both are asked again: a wallet from before a fill next to a position from after it
 * would be a wrong equity.
 *
 * `unrealised` is that of all the account's positions in USDT. `time` is the market time of the mark price.
 */
export async function readAccountView(calls: ExchangeCalls, symbol: string): Promise<AccountView> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const view = await readOnce(calls, symbol);
    if (view) return view;
  }
  throw new ExchangeError('unknown', `the position in ${symbol} changed ${ATTEMPTS} times while it was being read`);
}

async function readOnce(calls: ExchangeCalls, symbol: string): Promise<AccountView | undefined> {
  const [account, mark] = await Promise.all([
    calls.send(signedGet('fapi/v3/account', {})),
    calls.send({ method: 'GET', path: 'fapi/v1/premiumIndex', params: { symbol }, signed: false, cost: { weight: 1 } }),
  ]);
  const { positionAmt, ...balance } = readAccount(account, symbol, QUOTE_ASSET, 'GET /fapi/v3/account');
  const { markPrice, time } = readPremiumIndex(mark, 'GET /fapi/v1/premiumIndex');
  if (money(positionAmt).isZero()) {
    return { ...balance, positionAmt: '0', entryPrice: '0', markPrice, liquidationPrice: '0', time };
  }
  const answer = await calls.send(signedGet('fapi/v3/positionRisk', { symbol }));
  const risk = readPositionRisk(answer, symbol, 'GET /fapi/v3/positionRisk');
  if (!risk || !money(risk.positionAmt).eq(money(positionAmt))) return undefined;
  return { ...balance, ...risk, time };
}

function signedGet(path: string, params: Readonly<Record<string, string>>): Call {
  return { method: 'GET', path, params, signed: true, cost: { weight: 5 } };
}
