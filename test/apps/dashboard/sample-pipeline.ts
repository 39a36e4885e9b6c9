import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { dayInterval } from '../../../core/pipeline/data-interval.ts';

export const RUN = 'b0a7c9a8-5b1f-4a4e-9a5e-0d4c3f1f2a10';

/** A lake with two days of bars and what the pipeline says of them: the second with a gap, then a failure. */
export async function writeSampleLake(folder: string): Promise<void> {
  const lake = new Lakehouse({ kind: 'folder', folder });
  try {
    const bars = await lake.table('silver/bars_1m');
    for (const date of ['2022-05-01', '2022-05-02']) {
      const { from } = dayInterval(date);
      const minutes = Array.from({ length: 3 }, (_, i) => from + i * 60_000);
      await bars.append({
        symbol: minutes.map(() => 'BTCUSDT'),
        date: minutes.map(() => date),
        open_time: minutes,
        status: minutes.map(() => 'traded'),
        close: minutes.map(() => 38_000),
      });
    }
    const runs = await lake.table('audit/pipeline_runs');
    await runs.append({ ...run('silver', '2022-05-01', 0), status: ['succeeded'], rows: [1440], message: [null] });
    await runs.append({
      ...run('silver', '2022-05-02', 60_000),
      status: ['failed'],
      rows: [0],
      missing_minutes: [31],
      message: ['31 of 1,440 minutes are missing, more than 10'],
    });
  } finally {
    await lake.close();
  }
}

function run(stage: string, date: string, after: number) {
  const { from, to } = dayInterval(date);
  const started = Date.UTC(2022, 4, 3) + after;
  return {
    workflow_id: [`daily-etl-BTCUSDT-${date}`],
    run_id: [RUN],
    stage: [stage],
    symbol: ['BTCUSDT'],
    from: [from],
    to: [to],
    missing_minutes: [0],
    repaired_minutes: [2],
    duplicates: [5],
    started_time: [started],
    finished_time: [started + 1_500],
  };
}
