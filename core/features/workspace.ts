/** Columns that are used again by the next computation, so that a call every minute leaves nothing for the collector. */
export interface FeatureWorkspace {
  /** A column of `length` numbers with arbitrary content, handed out once until the next `reset`. */
  column(length: number): Float64Array;
  /** Takes every column back: results of the computation before are overwritten from now on. */
  reset(): void;
}

/** A caller asks for the same one or two lengths again and again; one that doesn't must not make us keep them all. */
const LENGTHS_KEPT = 4;

/** A workspace of its own for each caller that computes again and again: not to be shared between overlapping calls. */
export function createFeatureWorkspace(): FeatureWorkspace {
  const shelves = new Map<number, { readonly columns: Float64Array[]; used: number }>();
  return {
    column(length) {
      let shelf = shelves.get(length);
      if (!shelf) shelves.set(length, (shelf = { columns: [], used: 0 }));
      const column = (shelf.columns[shelf.used] ??= new Float64Array(length));
      shelf.used++;
      return column;
    },
    reset() {
      if (shelves.size > LENGTHS_KEPT) shelves.clear();
      for (const shelf of shelves.values()) shelf.used = 0;
    },
  };
}
