import { ExchangeError } from '../exchange/port.ts';
import type { CallParams, ExchangeCalls } from './exchange-calls.ts';
import { unlessCode } from './refusal.ts';
import { WireObject, wireList } from './wire/wire-object.ts';

/** "No need to change" the position side, the margin type. */
const SIDE_IS_SET = -4059;
const MARGIN_TYPE_IS_SET = -4046;

/** Open orders or a position forbid the change: all is well if it is set already. */
const SIDE_BLOCKED = [-4067, -4068];
const MARGIN_TYPE_BLOCKED = [-4047, -4048];

/**
 * Brings the account into the one shape that Minutehand trades in: one-way mode, isolated margin, the leverage.
 * Succeeds when it is so already, also with a position open.
 */
export async function prepareAccount(calls: ExchangeCalls, symbol: string, leverage: number): Promise<void> {
  await ensure({
    change: () => post(calls, 'fapi/v1/positionSide/dual', { dualSidePosition: 'false' }),
    isSet: SIDE_IS_SET,
    blocked: SIDE_BLOCKED,
    verify: () => isOneWay(calls),
  });
  await ensure({
    change: () => post(calls, 'fapi/v1/marginType', { symbol, marginType: 'ISOLATED' }),
    isSet: MARGIN_TYPE_IS_SET,
    blocked: MARGIN_TYPE_BLOCKED,
    verify: () => isIsolated(calls, symbol),
  });
  await post(calls, 'fapi/v1/leverage', { symbol, leverage });
}

interface Setting {
  readonly change: () => Promise<unknown>;
  readonly isSet: number;
  readonly blocked: readonly number[];
  readonly verify: () => Promise<boolean>;
}

async function ensure(setting: Setting): Promise<void> {
  try {
    await unlessCode([setting.isSet], setting.change());
  } catch (failure) {
    const blocked = failure instanceof ExchangeError && setting.blocked.includes(failure.code);
    if (!blocked || !(await setting.verify())) throw failure;
  }
}

async function isOneWay(calls: ExchangeCalls): Promise<boolean> {
  const path = 'fapi/v1/positionSide/dual';
  const answer = await calls.send({ method: 'GET', path, signed: true, cost: { weight: 30 } });
  return !new WireObject(answer, `GET /${path}`).flag('dualSidePosition');
}

async function isIsolated(calls: ExchangeCalls, symbol: string): Promise<boolean> {
  const path = 'fapi/v1/symbolConfig';
  const answer = await calls.send({ method: 'GET', path, params: { symbol }, signed: true, cost: { weight: 5 } });
  const configs = wireList(answer, `GET /${path}`, (item, where) => new WireObject(item, where));
  return configs.some((config) => config.text('symbol') === symbol && config.text('marginType') === 'ISOLATED');
}

function post(calls: ExchangeCalls, path: string, params: CallParams): Promise<unknown> {
  return calls.send({ method: 'POST', path, params, signed: true, cost: { weight: 1 } });
}
