import type { RegisteredModel } from '../../../core/model/registry-state.ts';
import { instantText } from '../lake/cell-text.ts';
import type { LakeOptions } from '../lake/lake-place.ts';
import { printAnswer } from '../lake/output.ts';
import { terminalWidth, textTable } from '../lake/text-table.ts';
import { withRegistry } from './open-registry.ts';

const DAY = 10;

/** `model ls` */
export function listModels(options: LakeOptions): Promise<void> {
  return withRegistry(options, async ({ registry, place }) => {
    const models = await registry.list();
    const answer = models.map(({ events, metrics, ...rest }) => ({
      ...rest,
      macroF1: metrics['macroF1'] ?? null,
      lastEvent: events.at(-1)?.kind ?? null,
    }));
    printAnswer(options, { lake: place, models: answer }, () =>
      models.length === 0 ? 'No model is registered yet: model retrain makes one.' : tableOf(models),
    );
  });
}

function tableOf(models: readonly RegisteredModel[]): string {
  const columns = ['model', 'standing', 'symbol', 'market', 'data from', 'data to', 'registered (UTC)', 'by'];
  const rows = models.map(({ modelId, standing, symbol, market, interval, registeredAt, registeredBy }) => [
    ...[modelId, standing, symbol, market, instantText(interval.from).slice(0, DAY)],
    ...[instantText(interval.to).slice(0, DAY), instantText(registeredAt).slice(0, 19), registeredBy],
  ]);
  return textTable(
    columns.map((title) => ({ title })),
    rows,
    terminalWidth(),
  );
}
