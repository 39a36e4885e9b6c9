/** Columns that are used again by the next computation, so that a call every minute leaves nothing for the collector. */
export interface FeatureWorkspace {
  /** A column of `length` numbers with arbitrary content, handed out once until the next `reset`. */
  column(length: number): Float64Array;
  /** Takes every column back: results of the computation before are overwritten from now on. */
  reset(): void;
}

/** A workspace of its own for each caller that computes again and again: not to be shared between overlapping calls. */
export function createFeatureWorkspace(): FeatureWorkspace {
  let columns: Float64Array[] = [];
  let length = 0;
  let used = 0;
  return {
    column(wanted) {
      if (wanted !== length) {
        columns = [];
        length = wanted;
        used = 0;
      }
      const column = (columns[used] ??= new Float64Array(wanted));
      used++;
      return column;
    },
    reset() {
      used = 0;
    },
  };
}
