import type { ArchiveSource } from '../../core/pipeline/backfill/backfill.ts';
import { FolderArchive } from './folder-archive.ts';
import { HttpArchive } from './http-archive.ts';
import type { Archive } from './port.ts';

/** @throws RangeError for an address that is none. */
export function openArchive(source: ArchiveSource): Archive {
  return source.kind === 'folder' ? new FolderArchive(source.folder) : new HttpArchive({ baseUrl: source.baseUrl });
}
