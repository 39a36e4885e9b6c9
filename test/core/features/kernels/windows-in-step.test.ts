import assert from 'node:assert/strict';
import fc from 'fast-check';
import { commodityChannelIndex } from '../../../../core/features/kernels/commodity-channel-index.ts';
import { linearSlope } from '../../../../core/features/kernels/linear-slope.ts';

const column = fc
  .array(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { maxLength: 40 })
  .map((values) => Float64Array.from(values));
const width = fc.integer({ min: 2, max: 9 });

for (const [name, kernel] of Object.entries({ commodityChannelIndex, linearSlope })) {
  describe(`${name}, which computes several windows in step`, () => {
    it('gives each window the bits that it has alone', () => {
      fc.assert(
        fc.property(column, width, (x, size) => {
          const out = kernel(x, size, new Float64Array(x.length));
          out.forEach((value, i) => {
            const window = x.slice(Math.max(0, i - size + 1), i + 1);
            const alone = window.length < size ? NaN : kernel(window, size, new Float64Array(size)).at(-1)!;
            assert.ok(Object.is(value, alone), `row ${i}: ${value}, alone ${alone}`);
          });
        }),
      );
    });
  });
}
