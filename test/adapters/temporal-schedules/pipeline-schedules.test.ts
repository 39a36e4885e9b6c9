import assert from 'node:assert/strict';
import type { Client } from '@temporalio/client';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureSchedule } from '../../../adapters/temporal-schedules/ensure-schedule.ts';
import {
  DAILY_ETL_SCHEDULE,
  dailyEtlSchedule,
  ensurePipelineSchedules,
  LAKE_VACUUM_SCHEDULE,
  PIPELINE_WATCHDOG_SCHEDULE,
  triggerDailyEtl,
} from '../../../adapters/temporal-schedules/pipeline-schedules.ts';
import type { PipelineSchedulesOptions } from '../../../adapters/temporal-schedules/pipeline-schedules.ts';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import { lacking } from '../../house/toolchain.ts';
import { ScriptedLake, withEtlWorker } from '../../workflows/pipeline/etl-environment.ts';

const HOUR = 3_600_000;
const wall = Date.parse('2026-11-28T03:00:00Z');

function options(change: Partial<PipelineSchedulesOptions> = {}): PipelineSchedulesOptions {
  const clock = { kind: 'realtime' } as const;
  return { symbol: 'BTCUSDT', taskQueue: 'pipeline', clock, now: { wall, market: wall }, ...change };
}

describe('the schedules of the pipeline', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;
  let client: Client;

  before(async function () {
    const program = await findPresentProgram();
    if (program?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: run npm test');
    environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path: program.path }, log: { format: 'json', level: 'error' } },
    });
    client = environment.client;
  });
  after(() => environment?.teardown());
  afterEach(async () => {
    for (const id of [DAILY_ETL_SCHEDULE, PIPELINE_WATCHDOG_SCHEDULE, LAKE_VACUUM_SCHEDULE]) {
      await client.schedule
        .getHandle(id)
        .delete()
        .catch(() => undefined);
    }
  });

  it('fires at ten past midnight UTC in real time, with its policies set', async () => {
    await ensurePipelineSchedules(client, options());
    const { spec, policies, info, action } = await client.schedule.getHandle(DAILY_ETL_SCHEDULE).describe();
    assert.equal(spec.jitter, 120_000);
    assert.equal(policies.overlap, 'BUFFER_ALL');
    assert.deepEqual([policies.catchupWindow, policies.pauseOnFailure], [7 * 24 * HOUR, false]);
    for (const time of info.nextActionTimes) assert.match(time.toISOString(), /T00:1[012]:/);
    assert.equal(action.type === 'startWorkflow' && action.workflowId, 'daily-etl-BTCUSDT');
  });

  it('vacuums the lake at night, one at a time, whatever the clock of the market', async () => {
    await ensurePipelineSchedules(client, options({ clock: { kind: 'scaled', speed: 600 } }));
    const { info, policies, action } = await client.schedule.getHandle(LAKE_VACUUM_SCHEDULE).describe();
    for (const time of info.nextActionTimes) assert.match(time.toISOString(), /T03:(4\d|50):/);
    assert.deepEqual([policies.overlap, policies.catchupWindow, policies.pauseOnFailure], ['SKIP', 24 * HOUR, false]);
    assert.equal(action.type === 'startWorkflow' && action.workflowType, 'lakeVacuumWorkflow');
  });

  it('fires soon after midnight of a faster market', async () => {
    const market = Date.parse('2022-05-09T12:00:00Z');
    // 12 h 10 min of market time at 60x are 12 min 10 s.
    await ensurePipelineSchedules(
      client,
      options({ clock: { kind: 'scaled', speed: 60 }, now: { wall: Date.now(), market } }),
    );
    const before = Date.now();
    const { info, policies } = await client.schedule.getHandle(DAILY_ETL_SCHEDULE).describe();
    const [first, second] = info.nextActionTimes.map((time) => time.getTime());
    assert.ok(Math.abs((first ?? 0) - before - 730_000) < 5_000, String((first ?? 0) - before));
    assert.equal((second ?? 0) - (first ?? 0), 24 * 60_000);
    assert.equal(policies.overlap, 'BUFFER_ONE');
  });

  it('is brought to a new definition, and keeps an operator’s pause', async () => {
    assert.equal(await ensureSchedule(client, dailyEtlSchedule(options())), 'created');
    const handle = client.schedule.getHandle(DAILY_ETL_SCHEDULE);
    await handle.pause('the disk is being changed');
    const clock = { kind: 'lockstep' } as const;
    assert.equal(await ensureSchedule(client, dailyEtlSchedule(options({ clock }))), 'updated');
    const { state, info, action } = await handle.describe();
    assert.deepEqual([state.paused, state.note], [true, 'the disk is being changed']);
    assert.deepEqual(info.nextActionTimes, [], 'in lock step nothing fires by itself');
    assert.deepEqual(action.type === 'startWorkflow' && action.args, [{ symbol: 'BTCUSDT', clock }]);
    await handle.unpause();
    await ensureSchedule(client, dailyEtlSchedule(options()));
    assert.equal((await handle.describe()).state.paused, false);
  });

  it('runs the days that are due when a market day of lock step ends', async () => {
    const lake = new ScriptedLake();
    await withEtlWorker(environment, lake.activities(), async (taskQueue) => {
      await ensurePipelineSchedules(client, options({ taskQueue, clock: { kind: 'lockstep' } }));
      await triggerDailyEtl(client);
      for (let waited = 0; lake.runs.length < 3 && waited < 20_000; waited += 50) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    assert.deepEqual(
      lake.asked.map(({ stage, dates }) => `${stage} ${dates.join()}`),
      ['silver 2022-05-09', 'gold 2022-05-09', 'compact 2022-05-09'],
    );
  });

  it('is about the day before its own time in real time', async () => {
    const lake = new ScriptedLake();
    await withEtlWorker(environment, lake.activities(), async (taskQueue) => {
      await ensurePipelineSchedules(client, options({ taskQueue }));
      await client.schedule.getHandle(DAILY_ETL_SCHEDULE).backfill({
        start: new Date('2022-05-10T00:00:00Z'),
        end: new Date('2022-05-10T00:20:00Z'),
        overlap: 'BUFFER_ALL',
      });
      for (let waited = 0; lake.runs.length < 3 && waited < 20_000; waited += 50) {
        await new Promise((resolve) => setTimeout(resolve, 50));
      }
    });
    assert.deepEqual(
      lake.asked.map(({ dates }) => dates.join()),
      ['2022-05-09', '2022-05-09', '2022-05-09'],
    );
  });
});
