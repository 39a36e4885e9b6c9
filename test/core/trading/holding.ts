import { ScriptedExchange, START } from './scripted-exchange.ts';

/** A strategy that entered at START and has said HOLD since. */
export function holding(side: 'BUY' | 'SELL' = 'BUY'): ScriptedExchange {
  const exchange = new ScriptedExchange();
  exchange.tell({ type: 'accountChanged', what: 'start' });
  exchange.signal = side;
  exchange.bar(START);
  exchange.signal = 'HOLD';
  return exchange;
}
