import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { BundleError } from '../../../adapters/model/bundle-error.ts';
import { RegistryRefusal } from '../../../adapters/registry/registry-refusal.ts';
import type { NewRegistryEvent } from '../../../core/model/registry-events.ts';
import { scopeText } from '../../../core/model/registry-state.ts';
import type { Champion, RegisteredModel } from '../../../core/model/registry-state.ts';
import type { LakeOptions } from '../lake/lake-place.ts';
import { printAnswer } from '../lake/output.ts';
import { registeredModel, withRegistry } from './open-registry.ts';
import type { OpenRegistry } from './open-registry.ts';

export interface ChangeOptions extends LakeOptions {
  readonly reason?: string;
}

export interface RollBackOptions extends ChangeOptions {
  readonly market?: string;
}

/** `model promote ID` */
export function promoteModel(id: string, options: ChangeOptions): Promise<void> {
  return withRegistry(options, async (open) => {
    const model = await registeredModel(open, id);
    const champion = await open.registry.champion(model);
    await change(open, options, { kind: 'promoted', model, champion });
  });
}

/** `model rollback` */
export function rollBack(options: RollBackOptions): Promise<void> {
  return withRegistry(options, async (open) => {
    const { model: present, champion } = await onlyChampion(open, options);
    if (champion.previous === null) {
      throw new ConfigurationRefused(
        `${champion.modelId} is the first champion of ${scopeText(present)}: there is none before it to go back to`,
      );
    }
    const model = await registeredModel(open, champion.previous);
    await change(open, options, { kind: 'rolled-back', model, champion });
  });
}

async function onlyChampion(
  { registry, place }: OpenRegistry,
  { market }: RollBackOptions,
): Promise<{ model: RegisteredModel; champion: Champion }> {
  const champions = (await registry.list()).filter(
    (model) => model.standing === 'champion' && (market === undefined || model.market === market),
  );
  const [model, ...others] = champions;
  const champion = model && (await registry.champion(model));
  if (!champion) {
    const where = market === undefined ? '' : ` for the market ${market}`;
    throw new ConfigurationRefused(`there is no champion${where} in ${place}: nothing to go back from`);
  }
  if (others.length > 0) {
    throw new ConfigurationRefused(
      `there are champions of several markets: --market ${champions.map((one) => one.market).join(' or --market ')} says which`,
    );
  }
  return { model, champion };
}

interface Change {
  readonly kind: 'promoted' | 'rolled-back';
  /** The one that is to serve. */
  readonly model: RegisteredModel;
  readonly champion: Champion | undefined;
}

async function change(open: OpenRegistry, options: ChangeOptions, { kind, model, champion }: Change): Promise<void> {
  const { modelId, symbol, market, interval } = model;
  await refuseUnusable(open, modelId);
  const event: NewRegistryEvent = {
    symbol,
    market,
    key: `operator/${randomUUID()}`,
    kind,
    modelId,
    interval,
    parent: champion?.modelId ?? null,
    reason: options.reason ?? `minutehand model ${kind === 'promoted' ? `promote ${modelId}` : 'rollback'}`,
    who: userInfo().username,
    recordedAt: Date.now(),
  };
  try {
    await open.registry.record(event);
  } catch (error) {
    if (error instanceof RegistryRefusal) throw new ConfigurationRefused(error.message);
    throw error;
  }
  const before = champion?.modelId ?? null;
  printAnswer(options, { champion: modelId, before, symbol, market }, () =>
    [
      `${modelId} is the champion of ${scopeText(model)}${before === null ? '' : `, in the place of ${before}`}.`,
      'A trading worker of this lake serves it within seconds; one that was started with --model serves what it was told.',
    ].join('\n'),
  );
}

/** Before it is promoted, not after: the files are there and answer as in training. @throws ConfigurationRefused */
async function refuseUnusable({ bundles }: OpenRegistry, modelId: string): Promise<void> {
  const folder = await mkdtemp(path.join(tmpdir(), 'minutehand-model-'));
  try {
    await bundles(folder).fetch(modelId);
  } catch (error) {
    if (error instanceof BundleError) throw new ConfigurationRefused(`${modelId} must not serve: ${error.message}`);
    throw error;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
