import { DeltaError } from './delta-error.ts';
import type { Protocol } from './actions.ts';
import { columnsWithRules } from './schema.ts';
import type { Snapshot } from './snapshot.ts';

/** `delta.appendOnly` asks for writers of version 2. */
export const OUR_PROTOCOL: Protocol = { minReaderVersion: 1, minWriterVersion: 2 };

const READER_FEATURES: readonly string[] = ['vacuumProtocolCheck'];
/** Invariants and the like are kept by refusing tables whose columns have any. */
const WRITER_FEATURES: readonly string[] = ['appendOnly', 'invariants', 'vacuumProtocolCheck'];

/** @throws DeltaError for a table that uses what isn't read here. */
export function checkReadable(protocol: Protocol, table: string): void {
  const missing = (protocol.readerFeatures ?? []).filter((feature) => !READER_FEATURES.includes(feature));
  if (protocol.minReaderVersion === 1 || (protocol.minReaderVersion === 3 && missing.length === 0)) return;
  const why = missing.length > 0 ? missing.join(', ') : `reader version ${protocol.minReaderVersion}`;
  throw new DeltaError(`${table} can't be read: it uses ${why}; supported is reader version 1`);
}

/** @throws DeltaError for a table that uses what isn't written here. */
export function checkWritable({ protocol, metaData }: Snapshot, table: string): void {
  const missing = (protocol.writerFeatures ?? []).filter((feature) => !WRITER_FEATURES.includes(feature));
  const versionFits = protocol.minWriterVersion <= 2 || (protocol.minWriterVersion === 7 && missing.length === 0);
  if (!versionFits) {
    const why = missing.length > 0 ? missing.join(', ') : `writer version ${protocol.minWriterVersion}`;
    throw new DeltaError(`${table} can't be written: it uses ${why}; supported is writer version 2`);
  }
  const ruled = columnsWithRules(metaData.schemaString);
  if (ruled.length > 0) throw new DeltaError(`${table} can't be written: ${ruled.join(', ')} have rules of their own`);
}
