import path from 'node:path';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { createBundleStore } from '../../../adapters/registry/bundle-store.ts';
import { createModelRegistry } from '../../../adapters/registry/model-registry.ts';
import { registerBundle } from '../../../adapters/registry/register-bundle.ts';
import { lakeOf } from '../session-context.ts';
import type { SessionContext } from '../session-context.ts';
import type { ChosenModel } from './model.ts';

const WHO = 'npm start';

/**
 * Enters the model that this start serves into the lake's registry, as the first champion where its market has none: what
 * a retraining is compared with, and what a rollback goes back to. Models that an operator named are served, not entered.
 * Never rejects: the minutes go on without a registry.
 */
export async function registerServedModel(context: SessionContext, { setting }: ChosenModel): Promise<void> {
  const { plan, terminal, directory, signal } = context;
  if (!plan.pipeline || setting.kind !== 'bundle' || plan.model.kind === 'directory') return;
  const lake = new Lakehouse(lakeOf(context), { memoryLimit: '128MB', threads: 1 });
  try {
    const registry = createModelRegistry(lake);
    const bundles = createBundleStore(lake.store, path.join(directory.root, 'bundles'));
    const reason = plan.model.kind === 'bundled' ? 'the model that ships with the project' : 'trained by a start';
    const registered = await registerBundle({ registry, bundles }, setting.directory, { who: WHO, reason });
    const { symbol, market, modelId, interval } = registered;
    const champion = await registry.champion({ symbol, market });
    if (champion === undefined) {
      await registry.record({
        ...{ symbol, market, modelId, interval },
        key: `promoted/first/${modelId}`,
        kind: 'promoted',
        parent: null,
        reason: `${reason}, and there was no champion`,
        who: WHO,
        recordedAt: Date.now(),
      });
    } else if (champion.modelId !== modelId) {
      terminal.say(
        `Model: ${champion.modelId}, the champion of the registry, serves; \`npx minutehand model promote ${modelId}\` changes that`,
      );
    }
  } catch (error) {
    if (!signal.aborted) terminal.say(`Model: it serves, but is not in the registry: ${(error as Error).message}`);
  } finally {
    await lake.close();
  }
}
