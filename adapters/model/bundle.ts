import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BundleError } from './bundle-error.ts';
import { bundleSchema } from './bundle-schema.ts';
import type { BundleManifest } from './bundle-schema.ts';
import { featureDisagreement } from './feature-agreement.ts';
import { openOnnxNetwork } from './onnx-network.ts';
import type { OnnxNetwork } from './onnx-network.ts';
import { PARITY_TOLERANCE, parityDifference, parseParitySample } from './parity-sample.ts';

export const MANIFEST_FILE = 'bundle.json';

/** A bundle that has been checked and may serve. */
export interface ModelBundle {
  readonly directory: string;
  readonly manifest: BundleManifest;
  readonly network: OnnxNetwork;
}

/**
 * Reads a bundle and checks everything that can be wrong with it: files, hashes, features, shapes, and the trainer's
 * answers on the parity sample, which a graph with damaged weights can't give.
 * @throws BundleError with a sentence that names the bundle and what is wrong.
 */
export async function loadBundle(directory: string): Promise<ModelBundle> {
  const manifest = await readManifest(directory);
  const disagreement = featureDisagreement(manifest);
  if (disagreement) {
    throw new BundleError(
      `the model in ${directory} was trained on other features than this version computes (${disagreement}): train it again`,
    );
  }
  const graph = await readChecked(directory, manifest.onnx.file, manifest.onnx.sha256);
  const parityBytes = await readChecked(directory, manifest.parity.file, manifest.parity.sha256);
  const network = await openOnnxNetwork(graph).catch((error: unknown) => {
    throw new BundleError(`${path.join(directory, manifest.onnx.file)} can't serve: ${messageOf(error)}`);
  });
  await refuseOtherAnswers(directory, manifest, parityBytes, network);
  return { directory, manifest, network };
}

async function refuseOtherAnswers(
  directory: string,
  manifest: BundleManifest,
  parityBytes: Uint8Array,
  network: OnnxNetwork,
): Promise<void> {
  let difference: number;
  try {
    const sample = parseParitySample(parityBytes, manifest.parity.samples);
    difference = await parityDifference(sample, manifest.scaler, network);
  } catch (error) {
    throw new BundleError(`the parity sample of ${directory} can't be run: ${messageOf(error)}`);
  }
  if (Number.isNaN(difference)) {
    throw new BundleError(`the model in ${directory} answers its parity sample with NaN: its weights are damaged`);
  }
  if (difference > PARITY_TOLERANCE) {
    throw new BundleError(
      `the model in ${directory} answers its parity sample ${difference.toExponential(1)} away from its trainer, ` +
        `more than ${PARITY_TOLERANCE}: scaler or weights are not those it was trained with`,
    );
  }
}

async function readManifest(directory: string): Promise<BundleManifest> {
  const file = path.join(directory, MANIFEST_FILE);
  const text = (await readPart(directory, MANIFEST_FILE)).toString('utf8');
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    throw new BundleError(`${file} is not JSON: ${messageOf(error)}`);
  }
  const result = bundleSchema.safeParse(parsed);
  if (!result.success) throw new BundleError(`${file} is not a model bundle: ${z.prettifyError(result.error)}`);
  return result.data;
}

async function readChecked(directory: string, name: string, sha256: string): Promise<Buffer> {
  const bytes = await readPart(directory, name);
  const found = createHash('sha256').update(bytes).digest('hex');
  if (found !== sha256) {
    throw new BundleError(
      `${path.join(directory, name)} is not the file that ${MANIFEST_FILE} describes: its SHA-256 is ${found}, not ${sha256}`,
    );
  }
  return bytes;
}

async function readPart(directory: string, name: string): Promise<Buffer> {
  try {
    return await readFile(path.join(directory, name));
  } catch (error) {
    throw new BundleError(`the model bundle ${directory} has no readable ${name}: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
