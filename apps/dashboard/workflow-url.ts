import type { DashboardSettings } from './settings.ts';

/** A workflow's page in Temporal's Web UI, of one run or of the newest; undefined when no Web UI is known. */
export function workflowUrl(
  temporal: DashboardSettings['temporal'],
  workflowId: string,
  runId?: string,
): string | undefined {
  if (temporal?.webUiUrl === undefined) return undefined;
  const parts = ['namespaces', temporal.namespace, 'workflows', workflowId];
  if (runId !== undefined) parts.push(runId, 'history');
  return new URL(`/${parts.map(encodeURIComponent).join('/')}`, temporal.webUiUrl).href;
}
