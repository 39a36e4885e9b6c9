import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { NewRegistryEvent, RegistryEvent } from '../../../core/model/registry-events.ts';
import { championOf, refusalOf, registeredModels } from '../../../core/model/registry-state.ts';
import { inOrder, newEvent, SCOPE } from './registry-events.ts';

describe('state of the model registry', () => {
  const registered = ['a', 'b', 'c'].map((id) => newEvent('registered', id, null));
  const after = (...events: NewRegistryEvent[]): RegistryEvent[] => inOrder([...registered, ...events]);
  const champion = (events: readonly RegistryEvent[]) => {
    const found = championOf(events, SCOPE);
    return found && [found.modelId, found.previous];
  };

  it('has no champion before a promotion', () => {
    assert.equal(champion([]), undefined);
    assert.equal(champion(after(newEvent('kept', 'a', null))), undefined);
  });

  it('has the one promoted last as champion, and the one before it to roll back to', () => {
    const [one, two] = [newEvent('promoted', 'a', null), newEvent('promoted', 'b', 'a')];
    assert.deepEqual(champion(after(one)), ['a', null]);
    assert.deepEqual(champion(after(one, two)), ['b', 'a']);
    assert.deepEqual(champion(after(one, two, newEvent('kept', 'c', 'b'))), ['b', 'a']);
  });

  it('goes back one step with each roll-back', () => {
    const up = [newEvent('promoted', 'a', null), newEvent('promoted', 'b', 'a'), newEvent('promoted', 'c', 'b')];
    const [back, further] = [newEvent('rolled-back', 'b', 'c'), newEvent('rolled-back', 'a', 'b')];
    assert.deepEqual(champion(after(...up, back)), ['b', 'a']);
    assert.deepEqual(champion(after(...up, back, further)), ['a', null]);
    assert.deepEqual(champion(after(...up, back, newEvent('promoted', 'c', 'b'))), ['c', 'b']);
  });

  it('keeps scopes apart', () => {
    const other = { market: 'replay' };
    const events = inOrder([
      ...registered,
      newEvent('registered', 'r', null, other),
      newEvent('promoted', 'a', null),
      newEvent('promoted', 'r', null, other),
    ]);
    assert.deepEqual(champion(events), ['a', null]);
    assert.equal(championOf(events, { ...SCOPE, ...other })?.modelId, 'r');
    assert.equal(championOf(events, { ...SCOPE, symbol: 'ETHUSDT' }), undefined);
    assert.deepEqual(
      registeredModels(events, SCOPE).map(({ modelId }) => modelId),
      ['a', 'b', 'c'],
    );
    assert.equal(registeredModels(events).length, 4);
  });

  it('tells the standing of each model', () => {
    const events = after(newEvent('promoted', 'a', null), newEvent('promoted', 'b', 'a'), newEvent('kept', 'c', 'b'));
    const withNew = [...events, { ...newEvent('registered', 'd', 'b'), sequence: events.length }];
    assert.deepEqual(
      registeredModels(withNew).map(({ modelId, standing, parent }) => [modelId, standing, parent]),
      [
        ['a', 'former', null],
        ['b', 'champion', null],
        ['c', 'kept-out', null],
        ['d', 'registered', 'b'],
      ],
    );
  });

  const promotedA = newEvent('promoted', 'a', null);
  const promotedB = newEvent('promoted', 'b', 'a');
  const cases: readonly [string, NewRegistryEvent[], NewRegistryEvent, RegExp | undefined][] = [
    ['a second registration', [], newEvent('registered', 'a', null), /^the model a is registered already$/],
    ['a model nobody knows', [], newEvent('promoted', 'x', null), /^no model x is registered$/],
    [
      'a model of another market',
      [],
      newEvent('promoted', 'a', null, { market: 'binance' }),
      /^the model a is one for BTCUSDT on the simulated market, not for BTCUSDT on the binance market$/,
    ],
    ['a champion that is one', [promotedA], newEvent('promoted', 'a', 'a'), /^the model a is the champion already$/],
    [
      'a promotion that knows another champion',
      [promotedA, promotedB],
      newEvent('promoted', 'c', 'a'),
      /^the champion of BTCUSDT on the simulated market is b, not a: it has changed meanwhile$/,
    ],
    ['a verdict about another champion', [promotedA], newEvent('kept', 'b', null), /is a, not none/],
    ['a roll-back with nothing before', [promotedA], newEvent('rolled-back', 'b', 'a'), /and there is none, not to b$/],
    [
      'a roll-back further than one step',
      [promotedA, promotedB],
      newEvent('rolled-back', 'c', 'b'),
      /before, a, not to c/,
    ],
    ['a promotion', [promotedA], promotedB, undefined],
    ['a roll-back', [promotedA, promotedB], newEvent('rolled-back', 'a', 'b'), undefined],
    ['a verdict', [promotedA], newEvent('kept', 'b', 'a'), undefined],
  ];
  for (const [what, before, event, refusal] of cases) {
    it(`${refusal ? 'refuses' : 'takes'} ${what}`, () => {
      const sentence = refusalOf(after(...before), event);
      if (refusal) assert.match(String(sentence), refusal);
      else assert.equal(sentence, undefined);
    });
  }

  it('is the state of a stack, whatever is promoted and rolled back', () => {
    const move = fc.oneof(fc.constantFrom('a', 'b', 'c'), fc.constant('back'));
    fc.assert(
      fc.property(fc.array(move, { maxLength: 30 }), (moves) => {
        const events = after();
        const stack: string[] = [];
        for (const target of moves) {
          const kind = target === 'back' ? 'rolled-back' : 'promoted';
          const modelId = target === 'back' ? (stack.at(-2) ?? 'a') : target;
          const event = newEvent(kind, modelId, stack.at(-1) ?? null);
          const isPossible =
            target === 'back' ? stack.length > 1 && stack.at(-2) !== stack.at(-1) : target !== stack.at(-1);
          assert.equal(refusalOf(events, event) === undefined, isPossible, JSON.stringify([target, stack]));
          if (!isPossible) continue;
          events.push({ ...event, sequence: events.length });
          if (target === 'back') stack.pop();
          else stack.push(target);
          assert.deepEqual(champion(events), [stack.at(-1), stack.at(-2) ?? null]);
        }
      }),
    );
  });
});
