import assert from 'node:assert/strict';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { PipelineSnapshot } from '../../apps/dashboard/pipeline/pipeline-snapshot.ts';
import { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';
import { createModelRegistry } from '../../adapters/registry/model-registry.ts';
import { MODEL_FEATURES } from '../../core/features/model-features.ts';
import { CliRun } from './cli-run.ts';
import type { Ready } from './cli-run.ts';

const DAY = '2026-01-01';
const DAY_BEFORE = '2025-12-31';

describe('npm start with its pipeline', function () {
  this.timeout(420_000);
  let run: CliRun;
  let pipeline: PipelineSnapshot;

  before(async () => {
    run = await CliRun.inNewFolder({ pipeline: true });
    const ready = await run.start(['--speed', '1000']);
    // A simulated day, which begins at midnight, and its daily job.
    pipeline = await untilShown(ready, ({ runs }) =>
      runs.some(({ stage, from }) => stage === 'gold' && from === Date.parse(`${DAY}T00:00:00Z`)),
    );
    assert.equal(await run.end('SIGTERM'), 0, run.output.join('\n'));
  });
  after(async () => {
    await run?.remove();
  });

  it('records the streams into bronze as they come', async () => {
    await onLake(async (lake) => {
      for (const table of ['kline_1m', 'agg_trade', 'depth20', 'mark_price'] as const) {
        const bronze = await lake.existing(`bronze/${table}`);
        const { source } = await bronze!.read({ columns: ['source'], where: { date: DAY } });
        assert.ok(source!.filter((one) => one === 'stream').length > 100, table);
      }
    });
  });

  it('makes silver and gold of the days before the start, and of the day that passed', async () => {
    await onLake(async (lake) => {
      for (const date of [DAY_BEFORE, DAY]) {
        const bars = await lake.existing('silver/bars_1m');
        const { status } = await bars!.read({ columns: ['status'], where: { date } });
        assert.deepEqual([status!.length, status!.includes('missing')], [1440, false], date);
        const gold = await lake.existing('gold/features_1m');
        const columns = await gold!.readNumbers({ columns: MODEL_FEATURES, orderBy: ['open_time'], where: { date } });
        for (const name of MODEL_FEATURES) {
          assert.equal(columns[name]!.length, 1440);
          assert.ok(columns[name]!.every(Number.isFinite), `${name} of ${date}`);
        }
      }
      const book = await (await lake.existing('silver/book_1m'))!.read({
        columns: ['spread_bps'],
        where: { date: DAY },
      });
      // The recorder comes up while the market runs at 1000x, and a book of the past can't be had: how many is chance.
      assert.ok(book['spread_bps']!.length > 100, `${book['spread_bps']!.length} minutes have a book`);
    });
  });

  it('enters the model that serves into the registry, as the first champion of its market', async () => {
    await onLake(async (lake) => {
      const events = await createModelRegistry(lake).events();
      assert.deepEqual(
        events.map(({ kind, market, who }) => [kind, market, who]),
        [
          ['registered', 'simulated', 'npm start'],
          ['promoted', 'simulated', 'npm start'],
        ],
      );
      const decisions = await run.table('decisions');
      assert.equal(decisions.at(-1)?.modelId, events[0]?.modelId);
    });
  });

  it('shows the stages with interval, rows and a link to their run', () => {
    const day = pipeline.runs.filter(
      ({ from, to }) => from === Date.parse(`${DAY}T00:00:00Z`) && to - from === 86_400_000,
    );
    const silver = day.find(({ stage }) => stage === 'silver');
    assert.ok(silver, JSON.stringify(day));
    assert.equal(silver.missingMinutes, 0);
    assert.match(silver.workflowId, /^daily-etl-BTCUSDT-2026-01-01/);
    assert.match(silver.url!, /\/namespaces\/default\/workflows\/daily-etl-BTCUSDT-2026-01-01\/.+\/history$/);
    assert.ok(pipeline.running.some(({ workflowId }) => workflowId === 'market-data-BTCUSDT'));
    assert.deepEqual(pipeline.problems, {});
  });

  async function onLake(use: (lake: Lakehouse) => Promise<void>): Promise<void> {
    const lake = new Lakehouse({ kind: 'folder', folder: path.join(run.directory, 'lake') });
    try {
      await use(lake);
    } finally {
      await lake.close();
    }
  }
});

async function untilShown(
  { dashboard }: Ready,
  isShown: (pipeline: PipelineSnapshot) => boolean,
): Promise<PipelineSnapshot> {
  const deadline = Date.now() + 380_000;
  for (;;) {
    const pipeline = (await (await fetch(`${dashboard}/api/pipeline`)).json()) as PipelineSnapshot;
    if (isShown(pipeline)) return pipeline;
    assert.ok(Date.now() < deadline, `never shown: ${JSON.stringify(pipeline.runs.slice(0, 6))}`);
    await sleep(1_000);
  }
}
