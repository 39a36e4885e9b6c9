import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import type { ObjectStore } from '../../object-store/port.ts';
import type { DuckDbEngine } from './duckdb-engine.ts';

/** Objects fetched at once. */
const AT_ONCE = 8;

/** Runs with the objects as files of this machine, in the same order: where they lie, or copies that are removed after. */
export async function withLocalFiles<T>(
  store: ObjectStore,
  keys: readonly string[],
  engine: DuckDbEngine,
  use: (files: readonly string[]) => Promise<T>,
): Promise<T> {
  if (store.localPath) return use(keys.map((key) => store.localPath?.(key) ?? key));
  return engine.withFolder(async (folder) => {
    const files = keys.map((_, index) => path.join(folder, `${index}.parquet`));
    let next = 0;
    const fetchSome = async (): Promise<void> => {
      for (let index = next++; index < keys.length; index = next++) {
        await writeFile(files[index] ?? '', await store.get(keys[index] ?? ''));
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, fetchSome));
    return use(files);
  });
}
