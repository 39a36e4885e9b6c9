/**
 * Bundles workflows in a process that can be given up, and leaves its caller's thread free:
 * `bundling-process WORKFLOWS-FILE TARGET [PRELOADED-MODULE…]`.
 */
import { bundleWorkflows } from './bundle-workflows.ts';

const [workflowsPath, target, ...preloadModules] = process.argv.slice(2);
if (workflowsPath === undefined || target === undefined) {
  throw new Error('usage: bundling-process WORKFLOWS-FILE TARGET [PRELOADED-MODULE…]');
}
try {
  await bundleWorkflows({ workflowsPath, preloadModules }, target);
} catch (error) {
  // In one line, without the stack: it becomes the reason that a person is told.
  process.stderr.write(`${(error instanceof Error ? error.message : String(error)).split('\n')[0]}\n`);
  process.exitCode = 1;
}
