import assert from 'node:assert/strict';
import fc from 'fast-check';
import { parseClientOrderId } from '../../../core/trading/client-order-id.ts';
import { step } from '../../../core/trading/step.ts';
import type { TradingEvent } from '../../../core/trading/step-contract.ts';
import { MINUTE, ScriptedExchange, START } from './scripted-exchange.ts';

/** Something that happens to a strategy: a minute, a word of the operator, a fault of the exchange. */
const happening = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('bar' as const), price: fc.integer({ min: 55_000, max: 65_000 }) }),
  },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('signal' as const), signal: fc.constantFrom('BUY', 'SELL', 'HOLD') }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('gap' as const), minutes: fc.integer({ min: 1, max: 5 }) }) },
  {
    weight: 2,
    arbitrary: fc.record({ kind: fc.constant('trigger' as const), leg: fc.constantFrom('stop', 'target') }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('command' as const),
      command: fc.constantFrom('pause', 'resume', 'flatten', 'kill'),
      override: fc.boolean(),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('fault' as const),
      fault: fc.constantFrom(
        'observation',
        'prediction',
        'bracket',
        'close',
        'fills',
        'unknown',
        'absent',
        'rejected',
        'none',
      ),
    }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('look' as const) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('duplicate' as const) }) },
);
type Happening = typeof happening extends fc.Arbitrary<infer T> ? T : never;

class Story {
  readonly exchange = new ScriptedExchange();
  private now = START;

  tell(happened: Happening): void {
    const { exchange } = this;
    switch (happened.kind) {
      case 'bar':
        exchange.bar(this.now, happened.price);
        this.now += MINUTE;
        break;
      case 'signal':
        exchange.signal = happened.signal;
        break;
      case 'gap':
        this.now += happened.minutes * MINUTE;
        break;
      case 'trigger':
        if (exchange.conditionals.size > 0 && exchange.amount !== 0) exchange.trigger(happened.leg);
        break;
      case 'command':
        exchange.tell({
          type: 'command',
          command: happened.command,
          input: { override: happened.override, reason: 'because' },
          time: this.now,
        });
        break;
      case 'fault':
        this.break(happened.fault);
        break;
      case 'look':
        exchange.tell({ type: 'accountChanged', what: 'something' });
        break;
      case 'duplicate':
        exchange.bar(this.now - MINUTE, exchange.price);
        break;
    }
  }

  /** Whatever was broken works again. */
  mend(): void {
    this.break('none');
  }

  private break(fault: string): void {
    const { exchange } = this;
    exchange.observationFails = fault === 'observation';
    exchange.predictionFails = fault === 'prediction';
    exchange.bracketFails = fault === 'bracket' ? 'refused' : undefined;
    exchange.closeAnswer = fault === 'close' ? 'rejected' : 'filled';
    exchange.hidesFills = fault === 'fills';
    exchange.entryAnswer =
      fault === 'unknown'
        ? 'unknown-but-filled'
        : fault === 'absent'
          ? 'unknown-not-there'
          : fault === 'rejected'
            ? 'rejected'
            : 'filled';
  }
}

/** Plays random stories, and asks `holds` after each. */
function always(
  holds: (story: Story, happenings: readonly Happening[]) => void,
  parameters: fc.Parameters<[Happening[]]> = { numRuns: 300 },
): void {
  fc.assert(
    fc.property(fc.array(happening, { maxLength: 60 }), (happenings) => {
      const story = new Story();
      story.exchange.tell({ type: 'accountChanged', what: 'start' });
      for (const happened of happenings) story.tell(happened);
      holds(story, happenings);
    }),
    parameters,
  );
}

describe('the trading step, whatever happens', () => {
  it('(the stories are eventful: entries, every way out, halts, adoptions)', () => {
    const seen = new Set<string>();
    always(
      ({ exchange }) => {
        for (const trade of exchange.trades()) seen.add(trade.exit);
        for (const record of exchange.records) if (record.table === 'events') seen.add(record.kind);
      },
      { numRuns: 2_000, seed: 1 },
    );
    for (const what of ['stop', 'target', 'time', 'operator', 'protection', 'gap', 'reconciliation', 'mode', 'alarm']) {
      assert.ok(seen.has(what), `no story had "${what}": ${[...seen].join(', ')}`);
    }
  });

  it('sends no order id twice', () => {
    always(({ exchange }) => {
      const sent = exchange.log.flatMap((action) =>
        action.type === 'enter' || action.type === 'close' ? [action.clientId] : [],
      );
      assert.deepEqual(
        sent.filter((id, index) => sent.indexOf(id) !== index),
        [],
      );
    });
  });

  it('enters at most once a bar, and never while a position is open or entries are blocked', () => {
    always(({ exchange }) => {
      const bars = exchange.log.flatMap((action) => (action.type === 'enter' ? [action.bar] : []));
      assert.equal(new Set(bars).size, bars.length);
      const entries = exchange.records.flatMap((record) =>
        record.table === 'decisions' && record.action === 'enter' ? [record] : [],
      );
      assert.equal(entries.length, bars.length);
    });
  });

  it('once the exchange works again, one look and one bar later: protected and agreed, or flat', () => {
    always((story) => {
      const { exchange } = story;
      story.mend();
      exchange.signal = 'HOLD';
      for (let i = 0; i < 4; i++) story.tell({ kind: 'bar', price: 60_000 });
      const { position } = exchange.state;
      if (exchange.amount === 0) {
        assert.equal(position, undefined);
        assert.equal(exchange.conditionals.size, 0, 'flat, but orders are left');
        return;
      }
      assert.ok(position, 'the exchange holds what we do not know of');
      assert.equal(Number(position.quantity), Math.abs(exchange.amount));
      assert.equal(position.side, exchange.amount > 0 ? 'LONG' : 'SHORT');
      assert.ok(exchange.conditionals.has(position.stopId), 'no stop on the exchange');
      assert.equal(position.isProtected, true);
    });
  });

  it('keeps every record under a key of its own, and one decision a bar', () => {
    always(({ exchange }) => {
      const keys = exchange.records.map((record) => `${record.table}/${record.key}`);
      assert.deepEqual(
        keys.filter((key, index) => keys.indexOf(key) !== index),
        [],
      );
    });
  });

  it('books the fills once: trades add up to what the wallet gained, when every fill was seen', () => {
    always((story, happenings) => {
      const { exchange } = story;
      story.mend();
      exchange.signal = 'HOLD';
      for (let i = 0; i < 8; i++) story.tell({ kind: 'bar', price: 60_000 });
      const mayMiss = happenings.some((happened) => happened.kind === 'fault' && happened.fault === 'fills');
      if (exchange.amount !== 0 || mayMiss) return;
      const net = exchange.trades().reduce((sum, trade) => sum + Number(trade.netPnl), 0);
      assert.ok(Math.abs(net - (exchange.wallet - 10_000)) < 1e-6, `${net} against ${exchange.wallet - 10_000}`);
    });
  });

  it('is a function: the same state and event give the same result, and survive JSON', () => {
    always(({ exchange }) => {
      const event: TradingEvent = { type: 'accountChanged', what: 'again' };
      const state = JSON.parse(JSON.stringify(exchange.state)) as typeof exchange.state;
      assert.deepEqual(JSON.stringify(step(state, event)), JSON.stringify(step(exchange.state, event)));
    });
  });

  it('names every order of its own so that it can be told from others', () => {
    always(({ exchange }) => {
      for (const id of exchange.conditionals.keys()) assert.ok(parseClientOrderId(id), id);
    });
  });
});
