/** A recorder at a glance; counts since it was opened. Plain data: it travels in heartbeats. */
export interface IngestionMetrics {
  /** Wall time, epoch ms. */
  readonly since: number;
  readonly messages: number;
  /** Of text received. */
  readonly bytes: number;
  /** In Bronze; those of an earlier process, committed by this one, among them. */
  readonly rows: number;
  /** Commits. */
  readonly flushes: number;
  /** Rows that REST gave for what a stream left out. */
  readonly restRows: number;
  /** Messages that were received and are lost: none, unless it is stopped while the disk is full. */
  readonly drops: number;
  /** Texts that are no message of a recorded stream. */
  readonly unreadable: number;
  /** Connections that were lost and are back. */
  readonly reconnects: number;
  /** Times that the sockets were not read because a bound was reached. */
  readonly pauses: number;
  readonly isPaused: boolean;
  /** Receive time less the exchange's own, ms, largest of the last seconds and of all; in a market on the wall clock. */
  readonly lagMs?: number;
  readonly longestLagMs?: number;
  /** Age of the oldest row that is not in its table, ms. */
  readonly oldestWaitingMs: number;
  /** Bytes waiting for the disk, and for the object store. */
  readonly memoryBytes: number;
  readonly journalBytes: number;
  /** Exchange time of the newest message, epoch ms. */
  readonly newestTime?: number;
  /** How far our clock is ahead of the exchange's, ms, when that is worth a sentence. */
  readonly clockAheadMs?: number;
  /** What is wrong now, a sentence. */
  readonly trouble?: string;
}

/** The largest of a value over the last one to two windows. */
export class RecentMaximum {
  readonly #windowMs: number;
  #start = 0;
  #now: number | undefined;
  #before: number | undefined;

  constructor(windowMs: number) {
    this.#windowMs = windowMs;
  }

  see(value: number, time: number): void {
    if (time - this.#start >= this.#windowMs) {
      this.#start = time;
      this.#before = this.#now;
      this.#now = value;
    } else if (this.#now === undefined || value > this.#now) {
      this.#now = value;
    }
  }

  get value(): number | undefined {
    if (this.#before === undefined) return this.#now;
    return Math.max(this.#before, this.#now ?? this.#before);
  }
}
