import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { startDashboard } from '../../../apps/dashboard/server.ts';
import type { RunningDashboard } from '../../../apps/dashboard/server.ts';
import type { DashboardSettings } from '../../../apps/dashboard/settings.ts';
import type { PipelineSnapshot } from '../../../apps/dashboard/pipeline/pipeline-snapshot.ts';
import { createLakeSource } from '../../../apps/dashboard/pipeline/lake-source.ts';
import { RUN, writeSampleLake } from './sample-pipeline.ts';

describe("dashboard server: the pipeline's page", () => {
  let folder = '';
  let dashboard: RunningDashboard | undefined;

  beforeEach(async () => {
    folder = await mkdtemp(path.join(tmpdir(), 'minutehand-pipeline-page-'));
  });
  afterEach(async () => {
    await dashboard?.stop();
    dashboard = undefined;
    await rm(folder, { recursive: true, force: true });
  });

  async function ask(over: Partial<DashboardSettings>, running?: () => Promise<never[]>): Promise<PipelineSnapshot> {
    const settings: DashboardSettings = {
      port: 0,
      symbol: 'BTCUSDT',
      auditDirectory: folder,
      exchange: { restUrl: 'http://127.0.0.1:1' },
      ...over,
    };
    const sources = {
      ...(settings.lake && { lake: createLakeSource(settings.lake) }),
      running: { running: running ?? (async () => []), close: async () => undefined },
    };
    dashboard = await startDashboard(settings, undefined, sources);
    const response = await fetch(`${dashboard.url}/api/pipeline`);
    assert.equal(response.status, 200);
    return (await response.json()) as PipelineSnapshot;
  }

  it('tells the last stages, newest first, with the address of their run', async () => {
    await writeSampleLake(folder);
    const temporal = { address: '127.0.0.1:1', namespace: 'a b', workflowId: 'x', webUiUrl: 'http://127.0.0.1:8233' };
    const { runs, problems } = await ask({ lake: { kind: 'folder', folder }, temporal });
    assert.deepEqual(problems, {});
    assert.deepEqual(
      runs.map(({ status, rows, missingMinutes }) => [status, rows, missingMinutes]),
      [
        ['failed', 0, 31],
        ['succeeded', 1440, 0],
      ],
    );
    assert.deepEqual(runs[0], {
      workflowId: 'daily-etl-BTCUSDT-2022-05-02',
      runId: RUN,
      stage: 'silver',
      from: Date.UTC(2022, 4, 2),
      to: Date.UTC(2022, 4, 3),
      status: 'failed',
      rows: 0,
      missingMinutes: 31,
      repairedMinutes: 2,
      duplicates: 5,
      message: '31 of 1,440 minutes are missing, more than 10',
      startedAt: Date.UTC(2022, 4, 3) + 60_000,
      finishedAt: Date.UTC(2022, 4, 3) + 61_500,
      url: `http://127.0.0.1:8233/namespaces/a%20b/workflows/daily-etl-BTCUSDT-2022-05-02/${RUN}/history`,
    });
  });

  it('tells rows, files and days of each table that is there', async () => {
    await writeSampleLake(folder);
    const { tables } = await ask({ lake: { kind: 'folder', folder } });
    assert.deepEqual(
      tables.map(({ name, rows, files, version, firstDate, lastDate }) => [
        name,
        rows,
        files,
        version,
        firstDate,
        lastDate,
      ]),
      [
        ['silver/bars_1m', 6, 2, 2, '2022-05-01', '2022-05-02'],
        ['audit/pipeline_runs', 2, 2, 2, undefined, undefined],
      ],
    );
    assert.ok(tables.every(({ bytes }) => bytes > 0));
  });

  it('is empty before the first run, and without a lake', async () => {
    assert.deepEqual(await ask({ lake: { kind: 'folder', folder: path.join(folder, 'none') } }), {
      symbol: 'BTCUSDT',
      problems: {},
      running: [],
      runs: [],
      tables: [],
    });
    await dashboard?.stop();
    assert.deepEqual((await ask({})).tables, []);
  });

  it('says who gives no answer, and tells the rest', async () => {
    await writeSampleLake(folder);
    const { problems, runs } = await ask({ lake: { kind: 'folder', folder } }, async () => {
      throw new Error('Temporal gives no answer at 127.0.0.1:1');
    });
    assert.deepEqual(problems, { temporal: 'Temporal gives no answer at 127.0.0.1:1' });
    assert.equal(runs.length, 2);
  });
});
