import { featureHash } from '../../core/features/feature-hash.ts';
import { FEATURES } from '../../core/features/registry.ts';
import type { BundleManifest } from './bundle-schema.ts';

const KNOWN: ReadonlySet<string> = new Set(FEATURES.map((feature) => feature.name));

/** Hash of each feature by itself. @throws RangeError for an unknown name. */
export function hashEachFeature(names: readonly string[]): string[] {
  return names.map((name) => featureHash([name]));
}

/**
 * Whether the features of a bundle mean today what they meant in training.
 * @returns undefined when they do, else what differs: "unknown here: a, b; defined differently: c".
 */
export function featureDisagreement(manifest: BundleManifest): string | undefined {
  const { features, featureHashes } = manifest;
  const unknown = features.filter((name) => !KNOWN.has(name));
  const changed = features.filter((name, i) => KNOWN.has(name) && featureHash([name]) !== featureHashes[i]);
  if (unknown.length === 0 && changed.length === 0) {
    const hash = featureHash(features);
    return hash === manifest.featureHash
      ? undefined
      : `the list as a whole hashes to ${hash}, not ${manifest.featureHash}`;
  }
  const parts = [
    unknown.length > 0 && `unknown here: ${unknown.join(', ')}`,
    changed.length > 0 && `defined differently: ${changed.join(', ')}`,
  ];
  return parts.filter(Boolean).join('; ');
}
