/** Bounds of a recorder. */
export interface RecorderLimits {
  /** A table's rows are committed when there are so many bytes of them, … */
  readonly flushBytes: number;
  /** … or when the oldest is that old, wall time. */
  readonly flushAgeMs: number;
  /** What may wait in memory for the disk; above it the sockets are not read. */
  readonly memoryBytes: number;
  /** What may wait on the disk for the object store; above it the sockets are not read. */
  readonly journalBytes: number;
  /** How long a message may be in memory before it is written to the journal. */
  readonly writeEveryMs: number;
  /** Between two REST pages that fill a hole. */
  readonly pagePauseMs: number;
  /** Wall time after a day's last event in which its last messages still come. */
  readonly daySettleMs: number;
  readonly renewAfterMs: number;
  readonly silenceMs: number;
  readonly pingEveryMs: number;
  /** Longest wait between two attempts to commit, or to write to a disk that is full. */
  readonly longestRetryMs: number;
}

const MIB = 1024 * 1024;

export const DEFAULT_LIMITS: RecorderLimits = {
  flushBytes: 8 * MIB,
  flushAgeMs: 30_000,
  memoryBytes: 16 * MIB,
  journalBytes: 4096 * MIB,
  writeEveryMs: 50,
  pagePauseMs: 1_000,
  daySettleMs: 2_000,
  renewAfterMs: 23 * 3_600_000,
  silenceMs: 60_000,
  pingEveryMs: 15_000,
  longestRetryMs: 30_000,
};
