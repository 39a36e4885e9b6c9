import assert from 'node:assert/strict';
import { analyseStartUp } from '../../../core/analysis/start-up.ts';
import { LIVE_BARS } from '../../../core/features/compute.ts';
import { FEATURES } from '../../../core/features/registry.ts';
import { simulatedMinutes } from '../rules/simulated-minutes.ts';

describe('recursive analysis', () => {
  const inputs = simulatedMinutes(5_000);
  const ends = [4_200, 4_999];
  const names = FEATURES.filter(({ history }) => history !== 'book').map(({ name }) => name);

  it('shows every feature settled with the bars that the live path has', () => {
    const found = analyseStartUp(inputs, names, { lengths: [LIVE_BARS], longest: 4_000, ends, rows: 60 });
    for (const { name, differences } of found) assert.ok(differences[0]! <= 1e-9, `${name}: ${differences[0]}`);
  });

  it('shows a recursive feature approach its settled value, and a window exact once it is defined', () => {
    const [rsi, roc] = analyseStartUp(inputs, ['rsi_14', 'return_60'], {
      lengths: [30, 60, 120, 240],
      longest: 4_000,
      ends,
      rows: 1,
    }).map(({ differences }) => differences);
    assert.ok(rsi![0]! > 1e-3 && rsi![1]! < rsi![0]! && rsi![2]! < rsi![1]! && rsi![3]! < rsi![2]!, String(rsi));
    assert.deepEqual(roc, [Infinity, Infinity, 0, 0]);
  });

  it('finds a feature that never settles', () => {
    const sum = (close: Float64Array): Float64Array => {
      let total = 0;
      return close.map((value) => (total += value));
    };
    const options = { lengths: [LIVE_BARS], longest: 4_000, ends, rows: 60 };
    const [found] = analyseStartUp(inputs, ['sum'], options, ({ close }) => new Map([['sum', sum(close)]]));
    assert.ok(found!.differences[0]! > 0.5);
  });

  it('refuses a history that is not there', () => {
    const options = { lengths: [100], longest: 4_000, ends: [3_000], rows: 60 };
    assert.throws(() => analyseStartUp(inputs, ['rsi_14'], options), /row 3000 of 5000 has no history of 4000 bars/);
    assert.throws(
      () => analyseStartUp(inputs, ['rsi_14'], { ...options, lengths: [20], ends }),
      /start-up of 20 bars: 60 to 4000/,
    );
  });
});
