import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { trainingFactsSchema } from '../model/bundle-schema.ts';
import type { BundleManifest, TrainingFacts } from '../model/bundle-schema.ts';
import { loadBundle, MANIFEST_FILE } from '../model/bundle.ts';
import { hashEachFeature } from '../model/feature-agreement.ts';
import { openOnnxNetwork } from '../model/onnx-network.ts';
import { PARITY_TOLERANCE, parityDifference, parseParitySample } from '../model/parity-sample.ts';
import type { DatasetDescription } from './dataset.ts';
import { TrainingFailure } from './training-failure.ts';

/** The market that a model is trained on. */
export interface TrainingMarket {
  readonly kind: 'simulated' | 'replay' | 'binance';
  readonly symbol: string;
}

export interface BundleOrigin {
  readonly market: TrainingMarket;
  readonly dataset: DatasetDescription;
  readonly command: string;
  readonly seed: number;
}

const ONNX_FILE = 'model.onnx';
const PARITY_FILE = 'parity.f32';
/** The trainer's own account; its content goes into bundle.json. */
export const TRAINING_FACTS_FILE = 'training.json';

/**
 * Makes a bundle of what the training script left in `directory`: runs the parity sample through this process' runtime,
 * writes bundle.json, and loads the result as a server would.
 * @throws TrainingFailure when the script's files are incomplete, or trainer and runtime disagree; BundleError when the
 * result would not be served.
 */
export async function makeBundle(directory: string, origin: BundleOrigin): Promise<BundleManifest> {
  const { market, dataset, command, seed } = origin;
  const facts = await readFacts(path.join(directory, TRAINING_FACTS_FILE));
  const graph = await readFile(path.join(directory, ONNX_FILE));
  const parity = await readFile(path.join(directory, PARITY_FILE));
  const sample = parseParitySample(parity, facts.parity.samples);
  const difference = await parityDifference(sample, facts.scaler, await openOnnxNetwork(graph));
  if (!(difference <= PARITY_TOLERANCE)) {
    throw new TrainingFailure(
      `onnxruntime here and the trainer differ by ${difference} on the same windows, more than ${PARITY_TOLERANCE}`,
      'unusable',
    );
  }
  const manifest: BundleManifest = {
    format: 'minutehand-model/1',
    id: `lstm-${market.symbol}-${market.kind}-${sha256(graph).slice(0, 12)}`,
    symbol: market.symbol,
    market: market.kind,
    createdBy: { command, seed },
    interval: dataset.interval,
    features: [...dataset.features],
    featureHash: dataset.featureHash,
    featureHashes: hashEachFeature(dataset.features),
    window: 60,
    horizonMinutes: dataset.horizonMinutes,
    labelThreshold: dataset.labelThreshold,
    scaler: facts.scaler,
    temperature: facts.temperature,
    classMoveBps: facts.classMoveBps,
    prior: facts.prior,
    ...(facts.loss && { loss: facts.loss }),
    metrics: facts.metrics,
    parity: {
      maxAbsDiff: Math.max(facts.parity.maxAbsDiff, difference),
      samples: facts.parity.samples,
      file: PARITY_FILE,
      sha256: sha256(parity),
    },
    onnx: { file: ONNX_FILE, sha256: sha256(graph), bytes: graph.byteLength },
  };
  await writeFile(path.join(directory, MANIFEST_FILE), `${JSON.stringify(manifest, undefined, 2)}\n`);
  await loadBundle(directory);
  return manifest;
}

async function readFacts(file: string): Promise<TrainingFacts> {
  try {
    return trainingFactsSchema.parse(JSON.parse(await readFile(file, 'utf8')));
  } catch (error) {
    const why = error instanceof z.ZodError ? z.prettifyError(error) : (error as Error).message;
    throw new TrainingFailure(`the training script's account ${file} can't be used: ${why}`, 'unusable');
  }
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
