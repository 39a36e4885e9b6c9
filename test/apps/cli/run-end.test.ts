import assert from 'node:assert/strict';
import type { AuditReader } from '../../../adapters/audit/port.ts';
import { watchRunEnd } from '../../../apps/cli/run-end.ts';
import { planStart } from '../../../apps/cli/start-plan.ts';

const MINUTE = 60_000;

describe('the end of a run on live data', () => {
  const bars: number[] = [];
  const audit: AuditReader = {
    latest: async (_table: string, count: number) =>
      bars.slice(-count).map((minute) => ({ bar: minute * MINUTE })) as never,
  };
  const run = { audit, afterBar: 5 * MINUTE, restUrl: 'http://127.0.0.1:1' };

  it('comes when the minutes since the first bar of this start are over, whatever an interruption before it took', async () => {
    bars.splice(0, bars.length, 4, 5);
    const end = watchRunEnd(planStart(['--market', 'binance', '--minutes', '3']), run);
    assert.ok(end);
    assert.equal(await end(), undefined);
    bars.push(90, 91);
    assert.equal(await end(), undefined);
    bars.push(92);
    assert.equal(await end(), 'minutes');
  });

  it('never comes when no minutes were asked for', () => {
    assert.equal(watchRunEnd(planStart(['--market', 'binance']), run), undefined);
  });
});
