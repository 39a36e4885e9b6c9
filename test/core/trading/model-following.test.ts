import assert from 'node:assert/strict';
import type { TradeRecordSummary } from '../../../core/model/prediction.ts';
import { holding } from './holding.ts';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

const PRIOR_A: TradeRecordSummary = { trades: 100, wins: 60, winBpsSum: 1200, lossBpsSum: 600 };
const PRIOR_B: TradeRecordSummary = { trades: 40, wins: 21, winBpsSum: 500, lossBpsSum: 450 };

function begun(): ScriptedExchange {
  const exchange = new ScriptedExchange();
  exchange.tell({ type: 'accountChanged', what: 'start' });
  return exchange;
}

function lastDecision(exchange: ScriptedExchange) {
  return exchange.records.filter((record) => record.table === 'decisions').at(-1)!;
}

describe('following the model that serves', () => {
  it('takes over the prior of whichever model spoke, before the entry is assessed, and tells the audit once', () => {
    const exchange = begun();
    exchange.spoken = { modelId: 'a', prior: PRIOR_A };
    exchange.bar(START);
    exchange.signal = 'BUY';
    exchange.spoken = { modelId: 'b', prior: PRIOR_B };
    exchange.bar(START + MINUTE);
    assert.deepEqual(exchange.state.settings.prior, PRIOR_B);
    assert.equal(lastDecision(exchange).modelId, 'b');
    exchange.signal = 'HOLD';
    exchange.bar(START + 2 * MINUTE);
    assert.deepEqual(exchange.sentences('model'), [
      "b serves in the place of a; Kelly's prior is now its 21 wins of 40 validation trades",
    ]);
    const order = exchange.records.map((record) => (record.table === 'events' ? record.kind : record.table));
    assert.ok(order.indexOf('model') < order.indexOf('orders'), order.join(', '));
  });

  it('says nothing while the configured model serves', () => {
    const exchange = begun();
    exchange.spoken = { modelId: 'a', prior: PRIOR_A };
    exchange.bar(START);
    exchange.bar(START + MINUTE);
    assert.deepEqual(exchange.sentences('model'), []);
  });

  it('takes over the prior of a first prediction that is not by the configured model', () => {
    const exchange = begun();
    exchange.spoken = { modelId: 'b', prior: PRIOR_B };
    exchange.bar(START);
    assert.deepEqual(exchange.sentences('model'), [
      "b serves; Kelly's prior is now its 21 wins of 40 validation trades",
    ]);
  });

  it('is as it was before for predictions without a prior: a recorded run comes out the same', () => {
    const exchange = begun();
    exchange.spoken = { modelId: 'a' };
    exchange.bar(START);
    exchange.spoken = { modelId: 'b' };
    exchange.bar(START + MINUTE);
    assert.deepEqual(exchange.state.settings.prior, PRIOR_A);
    assert.deepEqual(exchange.sentences('model'), []);
  });

  it('a HOLD in the place of the model is no change of the model', () => {
    const exchange = begun();
    exchange.spoken = { modelId: 'b', prior: PRIOR_A };
    exchange.bar(START);
    exchange.spoken = { modelId: 'configured', fallback: 'no answer within 500 ms' };
    exchange.bar(START + MINUTE);
    exchange.spoken = { modelId: 'b', prior: PRIOR_A };
    exchange.bar(START + 2 * MINUTE);
    assert.deepEqual(exchange.sentences('model'), []);
  });
});

describe('a HOLD in the place of a model that could not be asked', () => {
  it('is a hold whose reason is in the decision', () => {
    const exchange = begun();
    exchange.spoken = { fallback: 'no answer within 500 ms' };
    exchange.bar(START);
    const { action, signal, refusals } = lastDecision(exchange);
    assert.equal(action, 'hold');
    assert.equal(signal, 'HOLD');
    assert.equal(refusals[0]?.code, 'MODEL_FALLBACK');
    assert.match(refusals[0].sentence, /no answer within 500 ms/);
  });

  it('keeps a position until its time, and then lets it go, with the reason', () => {
    const exchange = holding('BUY');
    exchange.signal = 'HOLD';
    exchange.spoken = { fallback: 'the endpoint answered 500' };
    const first = exchange.state.lastBar! + MINUTE;
    const due = exchange.state.position!.exitDueBar;
    const actions: string[] = [];
    for (let bar = first; bar <= due; bar += MINUTE) {
      exchange.bar(bar);
      const decision = lastDecision(exchange);
      actions.push(decision.action);
      assert.equal(decision.refusals[0]?.code, 'MODEL_FALLBACK');
    }
    assert.equal(actions.at(-1), 'exit');
    assert.ok(actions.slice(0, -1).every((action) => action === 'keep'));
  });
});
