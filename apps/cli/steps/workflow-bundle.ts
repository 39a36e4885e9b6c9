import { existsSync } from 'node:fs';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { obtainBundle } from '../../../adapters/workflow-bundle/obtain-bundle.ts';
import type { DataDirectory } from '../data-directory.ts';
import type { SessionContext } from '../session-context.ts';

/** Modules of `workflows/` that are loaded before the entry, as its worker loads them. */
const PRELOADED = { index: ['stack-depth'], 'pipeline-index': [] } as const;
/** As `npm run build` names them beside the compiled sources. */
const BUILT = { index: 'workflow-bundle', 'pipeline-index': 'pipeline-bundle' } as const;

/**
 * File with the workflows that a worker's entry exports, bundled, so that the worker need not do it whenever it comes
 * back. Never rejects: undefined, with the reason told, when there is none, and then the worker bundles by itself.
 */
export async function prepareWorkflowBundle(
  {
    directory,
    terminal,
    signal,
  }: Pick<SessionContext, 'terminal' | 'signal'> & {
    readonly directory: Pick<DataDirectory, 'workflowBundle'>;
  },
  entry: keyof typeof PRELOADED,
): Promise<string | undefined> {
  const built = moduleFile(`../../../${BUILT[entry]}.js`, import.meta.url);
  if (existsSync(built)) return built;
  const ours = (place: string): string => moduleFile(`../../../${place}`, import.meta.url);
  const target = directory.workflowBundle(entry);
  try {
    await obtainBundle({
      ingredients: {
        workflowsPath: ours(`workflows/${entry}.ts`),
        preloadModules: PRELOADED[entry].map((name) => ours(`workflows/${name}.ts`)),
        sourceFolders: [ours('workflows'), ours('core')],
      },
      target,
      signal,
    });
    return target;
  } catch (error) {
    if (signal.aborted) return undefined;
    const why = (error instanceof Error ? error.message : String(error)).replaceAll(/\s*\n\s*/g, ' ');
    terminal.say(`Workflows: not bundled ahead (${why}); the worker bundles them at each of its starts`);
    return undefined;
  }
}
