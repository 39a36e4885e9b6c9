import type { Connection } from '@temporalio/client';

/** What the trading workflow publishes for lists and the Web UI. */
export const SEARCH_ATTRIBUTES = {
  MinutehandState: 'Keyword',
  MinutehandPosition: 'Keyword',
  MinutehandDrawdown: 'Double',
  MinutehandEquity: 'Double',
} as const;

/** temporal.api.enums.v1.IndexedValueType. */
const INDEXED_VALUE_TYPE = { Keyword: 2, Double: 4 } as const;

/** gRPC status code. */
const ALREADY_EXISTS = 6;

/**
 * Registers the search attributes on a server that we did not start (a dev server gets them as arguments). Those that
 * are there already stay.
 *
 * @throws Error with what to do by hand when the server does not let us (Temporal Cloud).
 */
export async function ensureSearchAttributes(connection: Connection, namespace: string): Promise<void> {
  for (const [name, type] of Object.entries(SEARCH_ATTRIBUTES)) {
    try {
      await connection.operatorService.addSearchAttributes({
        namespace,
        searchAttributes: { [name]: INDEXED_VALUE_TYPE[type] },
      });
    } catch (error) {
      if ((error as { code?: number }).code === ALREADY_EXISTS || /already exists/i.test(String(error))) continue;
      throw new Error(
        `the search attribute ${name} (${type}) could not be registered in namespace ${namespace}: ` +
          `${error instanceof Error ? error.message : String(error)}; create it by hand, then start again`,
      );
    }
  }
}
