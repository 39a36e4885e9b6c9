import { setTimeout as sleep } from 'node:timers/promises';
import {
  AthenaClient,
  GetQueryExecutionCommand,
  GetQueryResultsCommand,
  InvalidRequestException,
  StartQueryExecutionCommand,
  StopQueryExecutionCommand,
} from '@aws-sdk/client-athena';
import type { QueryExecutionStatus, ResultSet } from '@aws-sdk/client-athena';
import { athenaCellOf, columnTypeOf } from './athena-values.ts';
import { DEFAULT_ROW_LIMIT } from './port.ts';
import type { QueryColumn, QueryEngine, QueryResult } from './port.ts';
import { queryDeadline } from './query-deadline.ts';
import type { QueryDeadline } from './query-deadline.ts';
import { QueryFailed, QueryRefused } from './query-error.ts';
import { refuseWrites } from './read-only.ts';
import { renderSql } from './sql-parameters.ts';

export interface AthenaOptions {
  /** `s3://bucket/prefix/` for the results; without it the workgroup must name one. */
  readonly outputLocation?: string;
  /** `primary` unless told. */
  readonly workgroup?: string;
  /** `AwsDataCatalog` unless told. */
  readonly catalog?: string;
}

/** First wait before asking whether a query has ended; each later one is half as long again. */
const FIRST_WAIT_MS = 200;
const LONGEST_WAIT_MS = 5_000;
/** Athena's own limit of a page. */
const PAGE = 1_000;
/** Athena's ErrorCategory of an error of whoever wrote the statement. */
const USER_ERROR = 2;

/**
 * Queries on the lake's tables in AWS by Athena; the schemas are databases of the catalogue. Region, endpoint and
 * credentials come from the SDK's own chain (`AWS_REGION`, `AWS_ENDPOINT_URL_ATHENA`, profiles, roles).
 */
export function athenaQueryEngine(options: AthenaOptions = {}): QueryEngine {
  return {
    async run(sql, queryOptions = {}) {
      refuseWrites(sql);
      const { text } = renderSql(sql, queryOptions.parameters);
      const deadline = queryDeadline(queryOptions);
      const client = new AthenaClient({});
      try {
        const id = await start(client, text, options);
        await untilDone(client, id, deadline);
        return await results(client, id, queryOptions.rowLimit ?? DEFAULT_ROW_LIMIT, deadline);
      } catch (error) {
        if (error instanceof QueryFailed || error instanceof QueryRefused) throw error;
        throw failure(error);
      } finally {
        client.destroy();
      }
    },
  };
}

async function start(
  client: AthenaClient,
  text: string,
  { outputLocation, workgroup, catalog }: AthenaOptions,
): Promise<string> {
  const answer = await client.send(
    new StartQueryExecutionCommand({
      QueryString: text,
      ...(catalog !== undefined && { QueryExecutionContext: { Catalog: catalog } }),
      ...(outputLocation !== undefined && { ResultConfiguration: { OutputLocation: outputLocation } }),
      ...(workgroup !== undefined && { WorkGroup: workgroup }),
    }),
  );
  if (answer.QueryExecutionId === undefined) throw new QueryFailed('Athena started the query without naming it');
  return answer.QueryExecutionId;
}

/** Asks until it has succeeded; stops it when nobody waits any more. @throws QueryRefused, QueryFailed */
async function untilDone(client: AthenaClient, id: string, deadline: QueryDeadline): Promise<void> {
  for (let wait = FIRST_WAIT_MS; ; wait = Math.min(wait * 1.5, LONGEST_WAIT_MS)) {
    const answer = await client.send(new GetQueryExecutionCommand({ QueryExecutionId: id }));
    const status = answer.QueryExecution?.Status;
    if (status?.State === 'SUCCEEDED') return;
    if (status?.State === 'FAILED' || status?.State === 'CANCELLED') throw ended(status, id);
    await sleep(wait, undefined, { signal: deadline.signal }).catch(() => undefined);
    if (deadline.signal.aborted) await stop(client, id);
    deadline.check();
  }
}

/** Best effort: the query costs until it ends, and the caller is told the same either way. */
async function stop(client: AthenaClient, id: string): Promise<void> {
  await client.send(new StopQueryExecutionCommand({ QueryExecutionId: id })).catch(() => undefined);
}

function ended({ State, StateChangeReason, AthenaError }: QueryExecutionStatus, id: string): Error {
  const why = AthenaError?.ErrorMessage ?? StateChangeReason ?? 'it gives no reason';
  if (State === 'CANCELLED') return new QueryFailed(`the query was cancelled in Athena (execution ${id}): ${why}`);
  if (AthenaError?.ErrorCategory === USER_ERROR) return new QueryRefused(`Athena refuses the query: ${why}`);
  return new QueryFailed(`the query failed in Athena (execution ${id}): ${why}`);
}

async function results(
  client: AthenaClient,
  id: string,
  rowLimit: number,
  deadline: QueryDeadline,
): Promise<QueryResult> {
  let columns: QueryColumn[] | undefined;
  const rows: QueryResult['rows'][number][] = [];
  let token: string | undefined;
  do {
    deadline.check();
    const page: { NextToken?: string | undefined; ResultSet?: ResultSet | undefined } = await client.send(
      new GetQueryResultsCommand({
        QueryExecutionId: id,
        MaxResults: PAGE,
        ...(token !== undefined && { NextToken: token }),
      }),
    );
    const isFirst = columns === undefined;
    columns ??= columnsOf(page.ResultSet);
    rows.push(...rowsOf(page.ResultSet, columns, isFirst));
    token = page.NextToken;
  } while (token !== undefined && rows.length <= rowLimit);
  return { columns, rows: rows.slice(0, rowLimit), truncated: rows.length > rowLimit };
}

function columnsOf(page: ResultSet | undefined): QueryColumn[] {
  return (page?.ResultSetMetadata?.ColumnInfo ?? []).map(({ Name = '', Type = '', Precision, Scale }) => ({
    name: Name,
    type: columnTypeOf({ type: Type, precision: Precision, scale: Scale }),
  }));
}

/** The first page of a SELECT begins with the columns' names; DESCRIBE and SHOW have no such row. */
function rowsOf(page: ResultSet | undefined, columns: readonly QueryColumn[], isFirst: boolean) {
  const texts = (page?.Rows ?? []).map(({ Data = [] }) => columns.map((_, index) => Data[index]?.VarCharValue));
  const hasNames = isFirst && texts[0]?.every((text, index) => text === columns[index]?.name) === true;
  return (hasNames ? texts.slice(1) : texts).map((row) =>
    row.map((text, index) => athenaCellOf(columns[index]?.type ?? 'string', text)),
  );
}

function failure(error: unknown): Error {
  const { name, message } = error as Error;
  if (error instanceof InvalidRequestException) {
    return new QueryRefused(`Athena refuses the query: ${message}`, { cause: error });
  }
  return new QueryFailed(`Athena could not be asked: ${message} (${name})`, { cause: error });
}
