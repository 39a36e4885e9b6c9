import assert from 'node:assert/strict';
import { TestWorkflowEnvironment } from '@temporalio/testing';
import { ensureSchedule } from '../../../adapters/temporal-schedules/ensure-schedule.ts';
import { DAILY_RETRAIN_SCHEDULE, dailyRetrainSchedule } from '../../../adapters/temporal-schedules/retrain-schedule.ts';
import { findPresentProgram } from '../../../adapters/temporal-server/find-dev-server.ts';
import type { MarketClock } from '../../../core/time/market-clock.ts';
import { lacking } from '../../house/toolchain.ts';
import '../../house/quiet-temporal.ts';

const wall = Date.parse('2026-11-28T03:00:00Z');

function definition(clock: MarketClock, market = wall) {
  return dailyRetrainSchedule({
    symbol: 'BTCUSDT',
    market: 'binance',
    taskQueue: 'pipeline',
    clock,
    now: { wall, market },
  });
}

describe('the schedule of the retraining', function () {
  this.timeout(60_000);
  let environment: TestWorkflowEnvironment;

  before(async function () {
    const program = await findPresentProgram();
    if (program?.kind !== 'program') lacking(this, 'no Temporal dev server on this machine: run npm test');
    environment = await TestWorkflowEnvironment.createLocal({
      server: { executable: { type: 'existing-path', path: program.path }, log: { format: 'json', level: 'error' } },
    });
  });
  after(() => environment?.teardown());

  it('fires half an hour after the ETL in real time, with its policies set; made twice it is the same one', async () => {
    const { client } = environment;
    assert.equal(await ensureSchedule(client, definition({ kind: 'realtime' })), 'created');
    assert.equal(await ensureSchedule(client, definition({ kind: 'realtime' })), 'updated');
    const { spec, policies, info, action } = await client.schedule.getHandle(DAILY_RETRAIN_SCHEDULE).describe();
    assert.equal(spec.jitter, 300_000);
    assert.equal(policies.overlap, 'SKIP');
    assert.deepEqual([policies.catchupWindow, policies.pauseOnFailure], [86_400_000, false]);
    for (const time of info.nextActionTimes) assert.match(time.toISOString(), /T00:4[0-5]:/);
    assert.equal(action.type === 'startWorkflow' && action.workflowId, 'retrain-BTCUSDT');
  });

  it('fires once in a day of a faster market, and not by the clock in lock step', () => {
    const market = Date.parse('2022-05-09T12:00:00Z');
    // 12 h 40 min of market time at 60x are 12 min 40 s.
    const every = 1_440_000;
    assert.deepEqual(definition({ kind: 'scaled', speed: 60 }, market).spec, {
      intervals: [{ every, offset: (wall + 760_000) % every }],
    });
    assert.deepEqual(definition({ kind: 'lockstep' }).spec, {});
  });
});
