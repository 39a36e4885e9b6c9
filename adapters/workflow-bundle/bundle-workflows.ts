import { writeFile } from 'node:fs/promises';
import { bundleWorkflowCode, DefaultLogger } from '@temporalio/worker';

export interface WorkflowsToBundle {
  /** Absolute path of the module that exports the workflows. */
  readonly workflowsPath: string;
  /** Absolute paths of modules that are loaded once into the workflows' context, before any of them. */
  readonly preloadModules: readonly string[];
}

/** Bundles workflows as a worker does by itself, into the file `target`; resolves with its size in bytes. @throws the bundler's Error. */
export async function bundleWorkflows(workflows: WorkflowsToBundle, target: string): Promise<number> {
  const { code } = await bundleWorkflowCode({
    workflowsPath: workflows.workflowsPath,
    preloadModules: [...workflows.preloadModules],
    logger: new DefaultLogger('WARN'),
  });
  await writeFile(target, code);
  return Buffer.byteLength(code);
}
