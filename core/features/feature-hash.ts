import { featuresByName } from './registry.ts';

const OFFSET_BASIS = 0xcbf29ce484222325n;
const PRIME = 0x100000001b3n;

/**
 * Identity of a list of features: FNV-1a, 64 bit, 16 hex digits, over name, formula and version of each in order. A model
 * is served only with the hash it was trained with.
 * @throws RangeError for an unknown name.
 */
export function featureHash(names: readonly string[]): string {
  const text = featuresByName(names)
    .map(({ name, formula, version }) => `${name}\t${formula}\t${version}\n`)
    .join('');
  let hash = OFFSET_BASIS;
  for (let i = 0; i < text.length; i++) {
    // Names and formulas are ASCII: a code unit is a byte.
    hash = BigInt.asUintN(64, (hash ^ BigInt(text.charCodeAt(i))) * PRIME);
  }
  return hash.toString(16).padStart(16, '0');
}
