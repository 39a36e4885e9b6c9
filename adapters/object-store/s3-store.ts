import { setTimeout as sleep } from 'node:timers/promises';
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
  S3ServiceException,
} from '@aws-sdk/client-s3';
import { checkKey } from './object-key.ts';
import { ObjectMissing, ObjectStoreError } from './object-store-error.ts';
import type { ListOptions, ListPage, ObjectEntry, ObjectStore } from './port.ts';

export interface S3StoreOptions {
  readonly bucket: string;
  /** In front of every key, without a slash at its end, e.g. `lake`; none by default. */
  readonly prefix?: string;
  /** Addresses as `endpoint/bucket/key`, which most servers other than AWS need. */
  readonly forcePathStyle?: boolean;
  /** How long a connection may be silent before the request fails, ms; STORE_PATIENCE_MS by default. */
  readonly patienceMs?: number;
}

/** Every request is tried three times by the SDK: a store that never answers is an error after a minute. */
export const STORE_PATIENCE_MS = 20_000;

const PAGE = 1_000;
/** S3 answers 409 when two conditional writes of one key run at once: neither has lost yet. */
const CONFLICT_ATTEMPTS = 20;
const CONFLICT_WAIT_MS = 25;

/**
 * Objects in an S3 bucket. Region, endpoint and credentials come from the SDK's own chain (`AWS_REGION`,
 * `AWS_ENDPOINT_URL_S3`, profiles, roles); put-if-absent is `If-None-Match: *`, which the server must honour.
 */
export class S3Store implements ObjectStore {
  readonly description: string;
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor({ bucket, prefix, forcePathStyle, patienceMs = STORE_PATIENCE_MS }: S3StoreOptions) {
    this.#client = new S3Client({
      ...(forcePathStyle !== undefined && { forcePathStyle }),
      // The SDK itself would wait for ever.
      requestHandler: { connectionTimeout: patienceMs, socketTimeout: patienceMs },
    });
    this.#bucket = bucket;
    this.#prefix = prefix === undefined || prefix === '' ? '' : `${checkKey(prefix)}/`;
    this.description = `s3://${bucket}/${this.#prefix}`;
  }

  async put(key: string, bytes: Uint8Array): Promise<void> {
    await this.#ask('write', key, () => this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: bytes })));
  }

  async putIfAbsent(key: string, bytes: Uint8Array): Promise<'won' | 'lost'> {
    return this.#ask('write', key, async () => {
      for (let attempt = 1; ; attempt += 1) {
        try {
          await this.#client.send(new PutObjectCommand({ ...this.#at(key), Body: bytes, IfNoneMatch: '*' }));
          return 'won';
        } catch (error) {
          const status = statusOf(error);
          if (status === 412) return 'lost';
          if (status !== 409 || attempt === CONFLICT_ATTEMPTS) throw error;
          await sleep(CONFLICT_WAIT_MS * attempt * Math.random());
        }
      }
    });
  }

  async get(key: string): Promise<Uint8Array> {
    return this.#ask('read', key, async () => {
      const answer = await this.#client.send(new GetObjectCommand(this.#at(key)));
      return (await answer.Body?.transformToByteArray()) ?? new Uint8Array();
    });
  }

  async head(key: string): Promise<ObjectEntry | undefined> {
    try {
      return await this.#ask('look at', key, async () => {
        const answer = await this.#client.send(new HeadObjectCommand(this.#at(key)));
        return { key, size: answer.ContentLength ?? 0, modified: answer.LastModified?.getTime() ?? 0 };
      });
    } catch (error) {
      if (error instanceof ObjectMissing) return undefined;
      throw error;
    }
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListPage> {
    return this.#ask('list', prefix, async () => {
      const answer = await this.#client.send(
        new ListObjectsV2Command({
          Bucket: this.#bucket,
          Prefix: this.#prefix + prefix,
          MaxKeys: options.limit ?? PAGE,
          ...(options.after !== undefined && { StartAfter: this.#prefix + options.after }),
        }),
      );
      const entries = (answer.Contents ?? []).map((object) => ({
        key: (object.Key ?? '').slice(this.#prefix.length),
        size: object.Size ?? 0,
        modified: object.LastModified?.getTime() ?? 0,
      }));
      const next = answer.IsTruncated === true ? entries.at(-1)?.key : undefined;
      return { entries, ...(next !== undefined && { next }) };
    });
  }

  async delete(key: string): Promise<void> {
    await this.#ask('delete', key, () => this.#client.send(new DeleteObjectCommand(this.#at(key))));
  }

  /** Lets go of its connections. */
  close(): void {
    this.#client.destroy();
  }

  #at(key: string): { Bucket: string; Key: string } {
    return { Bucket: this.#bucket, Key: this.#prefix + checkKey(key) };
  }

  async #ask<T>(verb: string, key: string, call: () => Promise<T>): Promise<T> {
    try {
      return await call();
    } catch (error) {
      if (error instanceof ObjectStoreError) throw error;
      if (isMissingKey(error)) throw new ObjectMissing(key, this.description);
      const why = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
      throw new ObjectStoreError(`could not ${verb} "${key}" in ${this.description}: ${why}`, { cause: error });
    }
  }
}

/** A missing bucket also answers 404, and is an error of the set-up, not of the key. HEAD has no body to tell them apart. */
function isMissingKey(error: unknown): boolean {
  return error instanceof S3ServiceException && (error.name === 'NoSuchKey' || error.name === 'NotFound');
}

function statusOf(error: unknown): number | undefined {
  return error instanceof S3ServiceException ? error.$metadata.httpStatusCode : undefined;
}
