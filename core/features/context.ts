import { MINUTE_MS } from '../market/bar.ts';
import type { FeatureInputs } from './inputs.ts';
import type { FeatureWorkspace } from './workspace.ts';

/** An intermediate result, computed at most once in a context. Its identity is the function itself. */
export type Derivation<T> = (context: FeatureContext) => T;

/** One computation: its inputs, its columns, and the intermediates that several features have in common. */
export interface FeatureContext {
  readonly inputs: FeatureInputs;
  readonly length: number;
  /** Minutes since 1970 of the first row, what rolling sums align their blocks to. */
  readonly firstMinute: number;
  /** A new column of `length` numbers with arbitrary content: whoever takes it writes all of it. */
  readonly column: () => Float64Array;
  /** The result of `derive`, from memory when another feature has asked before. */
  readonly use: <T>(derive: Derivation<T>) => T;
}

export function createFeatureContext(inputs: FeatureInputs, workspace: FeatureWorkspace): FeatureContext {
  const derived = new Map<Derivation<unknown>, unknown>();
  const context: FeatureContext = {
    inputs,
    length: inputs.length,
    firstMinute: inputs.openTime[0]! / MINUTE_MS,
    column: () => workspace.column(inputs.length),
    use<T>(derive: Derivation<T>): T {
      if (derived.has(derive)) return derived.get(derive) as T;
      const result = derive(context);
      derived.set(derive, result);
      return result;
    },
  };
  return context;
}
