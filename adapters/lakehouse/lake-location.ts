import path from 'node:path';
import { ObjectStoreError } from '../object-store/object-store-error.ts';
import type { LakeLocation } from './lakehouse.ts';

/** As AWS allows names of buckets. */
const BUCKET = /^[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * Reads a lake's place as people write it: a folder (relative to the working directory), or `s3://bucket/prefix`.
 * @throws ObjectStoreError for an address of another kind, or a bucket whose name can't be.
 */
export function parseLakeLocation(text: string): LakeLocation {
  const [, scheme, rest = ''] = /^([a-z][a-z0-9+.-]*):\/\/(.*)$/i.exec(text) ?? [];
  if (scheme === undefined) {
    if (text === '')
      throw new ObjectStoreError('the place of a lake is empty; right is a folder, or s3://bucket/prefix');
    return { kind: 'folder', folder: path.resolve(text) };
  }
  const [bucket = '', ...parts] = rest.replace(/\/+$/, '').split('/');
  if (scheme.toLowerCase() !== 's3' || !BUCKET.test(bucket)) {
    throw new ObjectStoreError(`"${text}" can't be a lake's place; right is a folder, or s3://bucket/prefix`);
  }
  return { kind: 's3', bucket, ...(parts.length > 0 && { prefix: parts.join('/') }) };
}

/** The other way round: what parseLakeLocation reads. */
export function lakeLocationText(location: LakeLocation): string {
  if (location.kind === 'folder') return location.folder;
  return `s3://${location.bucket}${location.prefix === undefined ? '' : `/${location.prefix}`}`;
}
