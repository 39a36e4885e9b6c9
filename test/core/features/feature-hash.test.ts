import assert from 'node:assert/strict';
import { featureHash } from '../../../core/features/feature-hash.ts';
import { MODEL_FEATURES } from '../../../core/features/model-features.ts';
import { featuresByName } from '../../../core/features/registry.ts';

describe('the feature hash', () => {
  it('is FNV-1a of nothing for no features', () => {
    assert.equal(featureHash([]), 'cbf29ce484222325');
  });

  it('is 64-bit FNV-1a over name, formula and version, written down once more', () => {
    const [{ name, formula, version }] = featuresByName(['rsi_14']) as [ReturnType<typeof featuresByName>[number]];
    let hash = 14695981039346656037n;
    for (const byte of Buffer.from(`${name}\t${formula}\t${version}\n`)) {
      hash ^= BigInt(byte);
      hash = (hash * 1099511628211n) % 2n ** 64n;
    }
    assert.equal(featureHash(['rsi_14']), hash.toString(16).padStart(16, '0'));
  });

  it('depends on the order and on every name', () => {
    const hashes = [
      MODEL_FEATURES,
      MODEL_FEATURES.toReversed(),
      MODEL_FEATURES.slice(1),
      MODEL_FEATURES.with(0, 'return_120'),
    ].map(featureHash);
    assert.equal(new Set(hashes).size, hashes.length);
    for (const hash of hashes) assert.match(hash, /^[0-9a-f]{16}$/);
  });

  it('refuses an unknown name', () => {
    assert.throws(() => featureHash(['no_such']), /there is no feature "no_such"/);
  });
});
