import type { DataInterval } from '../pipeline/data-interval.ts';
import type { PromotionVerdict } from './promotion-verdict.ts';

/** What a model is for: no model of one symbol or kind of market serves another. */
export interface ModelScope {
  readonly symbol: string;
  /** Kind of market that it was trained on: `simulated`, `replay` or `binance`. */
  readonly market: string;
}

/**
 * - registered: the model is there, its bundle in the store.
 * - promoted: it serves from now on, in `parent`'s place.
 * - kept: it was judged and does not serve; `parent` goes on.
 * - rolled-back: it serves again, in the place of `parent`, which followed it.
 */
export const REGISTRY_EVENT_KINDS = ['registered', 'promoted', 'kept', 'rolled-back'] as const;
export type RegistryEventKind = (typeof REGISTRY_EVENT_KINDS)[number];

/** A number, or null where it can't be given. */
export type MetricValue = number | null;
export type ModelMetrics = Readonly<Record<string, MetricValue | Readonly<Record<string, MetricValue>>>>;

/** What happened to a model, to be written down. */
export interface NewRegistryEvent extends ModelScope {
  /** Names this event once and for all: written again under the same key, it adds nothing. */
  readonly key: string;
  readonly kind: RegistryEventKind;
  readonly modelId: string;
  /** Minutes that it was trained on, [from, to), epoch ms of the exchange. */
  readonly interval: DataInterval;
  /** registered: those of its bundle, on its own validation part. */
  readonly metrics?: ModelMetrics;
  /** The champion at that time; null when there was none. */
  readonly parent: string | null;
  /** Of the promotion gate, where one was passed through. */
  readonly verdict?: PromotionVerdict;
  /** Why, for people. */
  readonly reason: string;
  /** Who: an operator's name, `npm start`, or the workflow's type. */
  readonly who: string;
  readonly workflowId?: string;
  /** Epoch ms, our clock. */
  readonly recordedAt: number;
}

/** An event of the registry; `sequence` begins at 0 and has no holes. */
export interface RegistryEvent extends NewRegistryEvent {
  readonly sequence: number;
}
