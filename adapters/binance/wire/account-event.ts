import { WireObject } from './wire-object.ts';

const TERMINAL_ORDER = new Set(['FILLED', 'CANCELED', 'EXPIRED', 'EXPIRED_IN_MATCH', 'REJECTED']);
const EXECUTIONS = new Set(['TRADE', 'CALCULATED']);
const TERMINAL_ALGO = new Set(['FINISHED', 'CANCELED', 'REJECTED', 'EXPIRED']);

/** Events that change what a strategy may do, whatever they say in detail. */
const ALWAYS = new Set(['MARGIN_CALL', 'ACCOUNT_CONFIG_UPDATE', 'CONDITIONAL_ORDER_TRIGGER_REJECT']);

export interface AccountEvent {
  /** One line for the log, e.g. "ORDER_TRADE_UPDATE FILLED mh-ab12-x-e BUY 0.100". */
  readonly what: string;
  readonly eventTime: number;
}

/**
 * What a strategy must look at in a message of the user data stream: orders that traded or ended, conditional orders
 * that ended, money that moved for another reason than an order. Undefined for all else: an order's mere acceptance,
 * the ACCOUNT_UPDATE that repeats its fill, TRADE_LITE. Throws ExchangeError naming the field on a wrong shape.
 */
export function readAccountEvent(message: unknown): AccountEvent | undefined {
  const event = new WireObject(message, 'user stream');
  const type = event.text('e');
  const what = lineOf(type, event);
  return what === undefined ? undefined : { what, eventTime: event.integer('E') };
}

function lineOf(type: string, event: WireObject): string | undefined {
  switch (type) {
    case 'ORDER_TRADE_UPDATE':
      return orderLine(event.object('o'));
    case 'ALGO_UPDATE':
      return conditionalLine(event.object('o'));
    case 'ACCOUNT_UPDATE':
      return accountLine(event.object('a'));
    default:
      return ALWAYS.has(type) ? type : undefined;
  }
}

function orderLine(order: WireObject): string | undefined {
  const status = order.text('X');
  if (!TERMINAL_ORDER.has(status) && !EXECUTIONS.has(order.text('x'))) return undefined;
  return `ORDER_TRADE_UPDATE ${status} ${order.text('c')} ${order.text('S')} ${order.decimal('z')}`;
}

function conditionalLine(order: WireObject): string | undefined {
  const status = order.text('X');
  if (!TERMINAL_ALGO.has(status)) return undefined;
  const reason = order.has('rm') ? ` (${order.text('rm')})` : '';
  return `ALGO_UPDATE ${status} ${order.text('caid')} ${order.text('S')}${reason}`;
}

function accountLine(account: WireObject): string | undefined {
  const reason = account.text('m');
  return reason === 'ORDER' ? undefined : `ACCOUNT_UPDATE ${reason}`;
}
