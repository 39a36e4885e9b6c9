import type { Commit } from '../../../adapters/lakehouse/delta/log.ts';
import { tableState } from '../../../adapters/lakehouse/table-state.ts';
import { countText, instantText, sizeText } from './cell-text.ts';
import { withLake } from './lake-place.ts';
import type { LakeOptions } from './lake-place.ts';
import { printAnswer } from './output.ts';
import { existingTable, parseTableName } from './table-name.ts';
import { terminalWidth, textTable, wrappedText } from './text-table.ts';

const COMMITS_SHOWN = 10;
/** Length of an instant down to the second. */
const SECONDS = 19;

/** `lake describe TABLE`: columns, partitions, and the last commits. */
export function describeTable(text: string, options: LakeOptions): Promise<void> {
  const name = parseTableName(text);
  return withLake(options, async (open) => {
    const table = await existingTable(open, name);
    const snapshot = await table.snapshot();
    const { columns, metaData } = snapshot;
    const answer = {
      ...tableState(name, snapshot),
      description: metaData.description ?? null,
      partitionColumns: metaData.partitionColumns,
      appendOnly: metaData.configuration['delta.appendOnly'] === 'true',
      columns: columns.map(({ name: column, type, nullable, comment }) => ({
        name: column,
        type,
        nullable: nullable !== false,
        comment: comment ?? null,
      })),
      history: (await table.history(COMMITS_SHOWN)).map(commitOf),
    };
    printAnswer(options, answer, () => textOf(answer));
  });
}

function commitOf({ version, actions }: Commit) {
  const info = actions.find(({ commitInfo }) => commitInfo)?.commitInfo;
  return {
    version,
    time: info === undefined ? null : new Date(info.timestamp).toISOString(),
    operation: info?.operation ?? null,
    parameters: info?.operationParameters ?? {},
    filesAdded: actions.filter(({ add }) => add).length,
    filesRemoved: actions.filter(({ remove }) => remove).length,
  };
}

interface Description {
  readonly name: string;
  readonly version: number;
  readonly rows: number;
  readonly files: number;
  readonly bytes: number;
  readonly description: string | null;
  readonly partitionColumns: readonly string[];
  readonly appendOnly: boolean;
  readonly columns: readonly { name: string; type: string; nullable: boolean; comment: string | null }[];
  readonly history: readonly ReturnType<typeof commitOf>[];
}

function textOf(answer: Description): string {
  const { name, version, rows, files, bytes, description, partitionColumns, appendOnly, columns, history } = answer;
  const width = terminalWidth();
  const state = `${countText(rows)} rows in ${countText(files)} files, ${sizeText(bytes)}, version ${version}`;
  const kind = [
    partitionColumns.length === 0 ? 'not partitioned' : `partitioned by ${partitionColumns.join(', ')}`,
    ...(appendOnly ? ['append-only'] : []),
  ].join(', ');
  const columnRows = columns.map(({ name: column, type, nullable, comment }) => [
    ...[column, type, nullable ? '' : 'yes', comment ?? ''],
  ]);
  const commitRows = history.map((commit) => [
    ...[String(commit.version), commit.time === null ? '' : instantText(Date.parse(commit.time)).slice(0, SECONDS)],
    ...[commit.operation ?? '', String(commit.filesAdded), String(commit.filesRemoved)],
  ]);
  return [
    wrappedText(`${name}: ${description ?? ''}`, width),
    wrappedText(`${state}; ${kind}`, width),
    '',
    textTable(
      [{ title: 'column' }, { title: 'type' }, { title: 'required' }, { title: 'what', wrap: true }],
      columnRows,
      width,
    ),
    '',
    textTable(
      [
        { title: 'version', align: 'right' },
        { title: 'committed (UTC)' },
        { title: 'operation' },
        { title: 'files added', align: 'right' },
        { title: 'removed', align: 'right' },
      ],
      commitRows,
      width,
    ),
  ].join('\n');
}
