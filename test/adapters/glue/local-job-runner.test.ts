import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { LocalGlueJobRunner } from '../../../adapters/glue/local-job-runner.ts';
import type { GlueJobRequest } from '../../../adapters/glue/port.ts';
import type { SparkEnvironment } from '../../../adapters/glue/spark-environment.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { DAY_MS } from '../../../core/market/bar.ts';
import { startOfDate } from '../../../core/pipeline/data-interval.ts';
import { appendMessages } from '../lakehouse/stages/recorded-bronze.ts';
import { GLUE_SCRIPTS, needSpark } from './need-spark.ts';

describe('the Glue job on this machine', function () {
  this.timeout(180_000);
  let spark: SparkEnvironment;
  let root: string;
  let request: GlueJobRequest;
  before(async function () {
    spark = await needSpark(this);
  });
  beforeEach(async () => {
    root = await mkdtemp(path.join(tmpdir(), 'minutehand-glue-local-'));
    request = {
      key: path.basename(root),
      lake: root,
      symbol: 'BTCUSDT',
      from: '2022-05-09',
      to: '2022-05-10',
      stages: ['silver'],
    };
  });
  afterEach(() => rm(root, { recursive: true, force: true }));

  const runner = (timeoutMs = 120_000) => new LocalGlueJobRunner({ scripts: GLUE_SCRIPTS, timeoutMs, spark });
  /** Processes that were started with the variable in their environment, and all that came from them. */
  const left = () =>
    readdirSync('/proc').filter((pid) => {
      try {
        return (
          /^\d+$/.test(pid) && readFileSync(`/proc/${pid}/environ`, 'latin1').includes(`MINUTEHAND_TEST_RUN=${root}`)
        );
      } catch {
        return false;
      }
    });

  it('tells what it does and why it failed', async () => {
    const lake = new Lakehouse({ kind: 'folder', folder: root });
    const eventTime = startOfDate('2022-05-09') + DAY_MS / 2;
    await appendMessages(lake, [{ table: 'bronze/kline_1m', source: 'archive', eventTime, payload: 'open_time,open' }]);
    await lake.close();
    const lines: string[] = [];
    await assert.rejects(runner().run(request, { onProgress: ({ line = '' }) => lines.push(line) }), {
      name: 'GlueRunFailed',
      state: 'FAILED',
      message: new RegExp(
        `^run local:${request.key} of the Glue job ended FAILED: 1 message of bronze/kline_1m can't be read, the first from archive`,
      ),
    });
    assert.deepEqual(lines, ['starting Spark', 'silver: reading for silver/bars_1m']);
  });

  it('ends with all its processes when its caller gives up', async function () {
    if (process.platform !== 'linux') this.skip();
    process.env['MINUTEHAND_TEST_RUN'] = root;
    try {
      const given = new AbortController();
      let running = 0;
      const run = runner().run(request, {
        signal: given.signal,
        onProgress({ line }) {
          if (!line?.startsWith('silver')) return;
          running = left().length;
          given.abort(new Error('cancelled by the workflow'));
        },
      });
      await assert.rejects(run, /cancelled by the workflow/);
      assert.ok(running >= 2, `Python and Java are processes of the run, and ${running} were there`);
      await gone();
    } finally {
      delete process.env['MINUTEHAND_TEST_RUN'];
    }
  });

  /** Until no process is left. */
  async function gone(): Promise<void> {
    const deadline = Date.now() + 20_000;
    while (left().length > 0) {
      assert.ok(Date.now() < deadline, `processes ${left().join()} are left`);
      await sleep(100);
    }
  }

  it('is not started where Spark can not be had', async () => {
    await writeFile(path.join(root, 'requirements.txt'), 'no-such-package-of-minutehand==0\n');
    const aborted = AbortSignal.abort(new Error('gone already'));
    await assert.rejects(
      new LocalGlueJobRunner({ scripts: root, timeoutMs: 1_000 }).run(request, { signal: aborted }),
      /gone already/,
    );
  });
});
