import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { findGaps } from '../../../adapters/lakehouse/find-gaps.ts';
import type { LakeGaps } from '../../../adapters/lakehouse/find-gaps.ts';
import { countText, instantText } from './cell-text.ts';
import { dayOption } from './day-option.ts';
import { withLake } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { terminalWidth, textTable } from './text-table.ts';

export interface GapsOptions extends LakeOptions {
  readonly from?: string;
  readonly to?: string;
}

/** `lake gaps`: minutes that the exchange has not, and days that the tables have not. */
export function showGaps(options: GapsOptions): Promise<void> {
  const first = dayOption('--from', options.from);
  const last = dayOption('--to', options.to);
  if (first !== undefined && last !== undefined && first > last) {
    throw new ConfigurationRefused(`--from ${first} comes after --to ${last}`);
  }
  return withLake(options, async ({ lake, place }) => {
    const gaps = await findGaps(lake, { first, last });
    if (!gaps)
      throw new ConfigurationRefused(`silver/bars_1m in ${place} has no day yet: there is nothing to have gaps`);
    const missingMinutes = gaps.missingMinutes.map((gap) => ({
      ...gap,
      first: new Date(gap.first).toISOString(),
      last: new Date(gap.last).toISOString(),
    }));
    printAnswer(options, { ...gaps, missingMinutes }, () => textOf(gaps));
  });
}

function textOf({ first, last, minutes, missingMinutes, missingDays }: LakeGaps): string {
  const { traded, quiet, missing } = minutes;
  const width = terminalWidth();
  const minuteRows = missingMinutes.map((gap) => [
    ...[gap.symbol, instantText(gap.first), instantText(gap.last), countText(gap.minutes)],
  ]);
  const dayRows = missingDays.map((gap) => [gap.table, gap.first, gap.last, countText(gap.days)]);
  const range = [{ title: 'first' }, { title: 'last' }];
  return [
    `${first} to ${last}: ${countText(traded)} minutes traded, ${countText(quiet)} quiet, ${countText(missing)} missing`,
    '',
    missing === 0 ? 'No minute is missing.' : 'Minutes missing at the exchange (UTC):',
    ...(missing === 0
      ? []
      : [textTable([{ title: 'symbol' }, ...range, { title: 'minutes', align: 'right' }], minuteRows, width)]),
    '',
    dayRows.length === 0 ? 'No table lacks a day.' : 'Days without a partition:',
    ...(dayRows.length === 0
      ? []
      : [textTable([{ title: 'table' }, ...range, { title: 'days', align: 'right' }], dayRows, width)]),
  ].join('\n');
}
