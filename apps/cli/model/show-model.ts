import type { ModelMetrics, RegistryEvent } from '../../../core/model/registry-events.ts';
import type { RegisteredModel } from '../../../core/model/registry-state.ts';
import { instantText } from '../lake/cell-text.ts';
import type { LakeOptions } from '../lake/lake-place.ts';
import { printAnswer } from '../lake/output.ts';
import { registeredModel, withRegistry } from './open-registry.ts';

/** `model show ID` */
export function showModel(id: string, options: LakeOptions): Promise<void> {
  return withRegistry(options, async (open) => {
    const model = await registeredModel(open, id);
    printAnswer(options, model, () => textOf(model));
  });
}

function textOf({ modelId, standing, symbol, market, interval, metrics, parent, events }: RegisteredModel): string {
  return [
    `${modelId}: ${standing}, for ${symbol} on the ${market} market`,
    `trained on ${instantText(interval.from)} to ${instantText(interval.to)} UTC; champion then: ${parent ?? 'none'}`,
    '',
    'on the validation part of its training:',
    ...metricLines(metrics),
    '',
    'what happened to it:',
    ...events.flatMap(eventLines),
  ].join('\n');
}

function metricLines(metrics: ModelMetrics): string[] {
  return Object.entries(metrics).map(([name, value]) => {
    if (value === null || typeof value === 'number') return `  ${name}  ${numberText(value)}`;
    const parts = Object.entries(value).map(([part, one]) => `${part} ${numberText(one)}`);
    return `  ${name}  ${parts.join(', ')}`;
  });
}

function eventLines({ kind, recordedAt, who, reason, verdict }: RegistryEvent): string[] {
  return [
    `  ${instantText(recordedAt).slice(0, 19)}  ${kind} by ${who}: ${reason}`,
    ...(verdict?.checks ?? []).map(
      ({ rule, passed, sentence }) => `    ${passed ? 'passed' : 'FAILED'}  ${rule}: ${sentence}`,
    ),
  ];
}

function numberText(value: number | null): string {
  return value === null ? 'n/a' : String(Number(value.toPrecision(5)));
}
