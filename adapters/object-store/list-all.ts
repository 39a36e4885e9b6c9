import type { ObjectEntry, ObjectStore } from './port.ts';

/** Every entry under a prefix, page by page, in the order of the keys; `after` as in ListOptions. */
export async function* listAll(store: ObjectStore, prefix: string, after?: string): AsyncGenerator<ObjectEntry> {
  let from = after;
  do {
    const page = await store.list(prefix, from === undefined ? {} : { after: from });
    yield* page.entries;
    from = page.next;
  } while (from !== undefined);
}
