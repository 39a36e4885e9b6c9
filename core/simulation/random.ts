/** A stream of pseudo-random numbers that is wholly determined by what it was seeded with. */
export interface RandomStream {
  /** Uniform in [0, 1), 32 bits. */
  uniform(): number;
  /** Uniform in [low, high). */
  between(low: number, high: number): number;
  /** Standard normal. */
  normal(): number;
}

/**
 * The stream of a list of integers, e.g. (seed, symbol hash, day). sfc32 by Chris Doty-Humphrey (PractRand 0.94,
 * public domain: three words of state and a counter, period at least 2^32), its state filled by `mix` and its first
 * twelve outputs dropped as its author does; normals by Marsaglia's polar method (SIAM Review 6, 1964).
 */
export function randomStream(...keys: readonly number[]): RandomStream {
  let hash = 0x9e3779b9;
  for (const key of keys) hash = mix(hash ^ mix((key | 0) ^ mix(Math.floor(key / 2 ** 32) | 0)));
  let a = mix(hash + 1);
  let b = mix(hash + 2);
  let c = mix(hash + 3);
  let counter = 1;
  let spare = NaN;

  const uniform = (): number => {
    const word = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + word;
    return (word >>> 0) / 2 ** 32;
  };
  const normal = (): number => {
    if (!Number.isNaN(spare)) {
      const value = spare;
      spare = NaN;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s === 0 || s >= 1) continue;
      const scale = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * scale;
      return u * scale;
    }
  };
  for (let i = 0; i < 12; i++) uniform();
  return { uniform, normal, between: (low, high) => low + (high - low) * uniform() };
}

/** A 32-bit number for a text (FNV-1a), to seed by a symbol's name. */
export function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash | 0;
}

/** MurmurHash3's 32-bit finaliser (Austin Appleby, public domain): every input bit reaches every output bit. */
function mix(word: number): number {
  let h = word | 0;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return h ^ (h >>> 16);
}
