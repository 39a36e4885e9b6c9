import { createRequire } from 'node:module';
import path from 'node:path';
import fastifyStatic from '@fastify/static';
import { fastify } from 'fastify';
import { PipelineSnapshotSource } from './pipeline/pipeline-snapshot.ts';
import type { PipelineSources } from './pipeline/pipeline-snapshot.ts';
import type { DashboardSettings } from './settings.ts';
import { SnapshotSource } from './snapshot.ts';
import { createStrategySource } from './sources/strategy-status.ts';

const PAGE = path.join(import.meta.dirname, 'page');
const CHARTS = path.join(
  path.dirname(createRequire(import.meta.url).resolve('lightweight-charts/package.json')),
  'dist',
  'lightweight-charts.standalone.production.js',
);

/** The page runs what this server gives it and talks to nobody else. The charting library styles itself inline. */
const CONTENT_SECURITY_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; connect-src 'self'; img-src 'self' data:; " +
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

export interface RunningDashboard {
  /** http://127.0.0.1:port */
  readonly url: string;
  stop(): Promise<void>;
}

/**
 * Serves the dashboard on 127.0.0.1: the page, its charting library, and GET /api/snapshot?since=OPENTIME; the
 * pipeline's page and GET /api/pipeline. It only reads; nothing that it watches needs to be there.
 * @param strategy whom to ask for the strategy's status: the workflow, where the settings name one.
 * @param pipeline whom to ask about the pipeline: the lake and the server that the settings name.
 * @throws Error with a sentence when the port is taken.
 */
export async function startDashboard(
  settings: DashboardSettings,
  strategy = settings.temporal && createStrategySource(settings.temporal),
  pipeline?: PipelineSources,
): Promise<RunningDashboard> {
  const source = new SnapshotSource(settings, strategy);
  const pipelineSource = new PipelineSnapshotSource(settings, pipeline);
  const closeSources = () => Promise.all([source.close(), pipelineSource.close()]);
  const server = fastify({ forceCloseConnections: true });
  server.addHook('onSend', async (_request, reply) => {
    void reply.headers({
      'content-security-policy': CONTENT_SECURITY_POLICY,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
    });
  });
  await server.register(fastifyStatic, { root: PAGE, cacheControl: false });
  server.get('/lightweight-charts.js', (_request, reply) =>
    reply.sendFile(path.basename(CHARTS), path.dirname(CHARTS)),
  );
  server.get<{ Querystring: { since?: string } }>('/api/snapshot', async (request, reply) => {
    const since = parseSince(request.query.since);
    if (since === null) {
      return reply.code(400).send({
        error: `since is "${request.query.since}": it must be the open time of a bar in epoch milliseconds`,
      });
    }
    return reply.header('cache-control', 'no-store').send(await source.read(since));
  });

  server.get('/api/pipeline', async (_request, reply) =>
    reply.header('cache-control', 'no-store').send(await pipelineSource.read()),
  );

  try {
    const url = await server.listen({ host: '127.0.0.1', port: settings.port });
    return {
      url,
      stop: async () => {
        await server.close();
        await closeSources();
      },
    };
  } catch (error) {
    await closeSources();
    if ((error as NodeJS.ErrnoException).code !== 'EADDRINUSE') throw error;
    throw new Error(`port ${settings.port} on 127.0.0.1 is taken: give another one, or 0 for any that is free`, {
      cause: error,
    });
  }
}

/** undefined when absent, null when it is no bar. */
function parseSince(text: unknown): number | undefined | null {
  if (text === undefined) return undefined;
  return typeof text === 'string' && /^\d{1,15}$/.test(text) ? Number(text) : null;
}
