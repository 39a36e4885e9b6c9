import { openAuditReader } from '../../adapters/audit/json-lines-reader.ts';
import type { AuditReader } from '../../adapters/audit/port.ts';
import type { AuditTable } from '../../adapters/audit/tables.ts';
import type { StoredRecord } from '../../core/trading/records.ts';
import type { DashboardSettings } from './settings.ts';
import type { MarketStatus } from './sources/market-status.ts';
import { readMarketStatus } from './sources/market-status.ts';
import type { PriceBar } from './sources/price-bars.ts';
import { PriceBars } from './sources/price-bars.ts';
import type { Reading } from './sources/refreshed.ts';
import { Refreshed } from './sources/refreshed.ts';
import type { StrategySource, StrategyStatus } from './sources/strategy-status.ts';
import type { TradeFigures } from './trade-figures.ts';
import { tradeFigures } from './trade-figures.ts';
import { workflowUrl } from './workflow-url.ts';

/** Everything that the page shows, as JSON. Lists are oldest first; times are exchange time, epoch ms. */
export interface Snapshot {
  readonly symbol: string;
  readonly workflowUrl?: string;
  readonly market?: MarketStatus;
  readonly status?: StrategyStatus;
  /** What can't be reached, by source, with a sentence. */
  readonly problems: { readonly strategy?: string; readonly exchange?: string; readonly audit?: string };
  /** Bars from `since` on, or all when `since` is none of ours. */
  readonly bars: readonly PriceBar[];
  /** A day of it, or only the newest minutes when `since` is one of our bars. */
  readonly equity: readonly { readonly time: number; readonly equity: string; readonly drawdown: number }[];
  readonly decisions: readonly Unlinked<Stored<'decisions'>>[];
  readonly trades: readonly Unlinked<Stored<'trades'>>[];
  readonly orders: readonly Unlinked<Stored<'orders'>>[];
  readonly events: readonly Unlinked<Stored<'events'>>[];
  /** Of the last 500 trades. */
  readonly figures?: TradeFigures;
}

type Stored<T extends AuditTable> = Extract<StoredRecord, { table: T }>;
type Unlinked<T> = Omit<T, 'previousHash' | 'hash' | 'workflowId' | 'runId' | 'writtenAt'>;

const SHOWN_DECISIONS = 50;
const SHOWN_ORDERS = 30;
const SHOWN_EVENTS = 30;
const SHOWN_TRADES = 50;
const COUNTED_TRADES = 500;
/** A day of minutes. */
const SHOWN_EQUITY = 1440;
/** Equity is recorded after its bar, and late when the disk was full: so much of it is sent again. */
const EQUITY_OVERLAP_MS = 30 * 60_000;

const EVERY_SECOND = { maxAgeMs: 900, patienceMs: 2_500 };

interface AuditView {
  readonly decisions: readonly Stored<'decisions'>[];
  readonly trades: readonly Stored<'trades'>[];
  readonly equity: readonly Stored<'equity'>[];
  readonly orders: readonly Stored<'orders'>[];
  readonly events: readonly Stored<'events'>[];
}

/** Gathers snapshots from audit, exchange and workflow; a source that is away costs its own part only. */
export class SnapshotSource {
  readonly #settings: DashboardSettings;
  readonly #strategySource: StrategySource | undefined;
  readonly #strategy: Refreshed<StrategyStatus> | undefined;
  readonly #market: Refreshed<MarketStatus> | undefined;
  readonly #bars: Refreshed<readonly PriceBar[]>;
  readonly #audit: Refreshed<AuditView>;

  constructor(settings: DashboardSettings, strategy: StrategySource | undefined) {
    this.#settings = settings;
    const { statusUrl, restUrl } = settings.exchange;
    this.#strategySource = strategy;
    this.#strategy = strategy && new Refreshed(() => strategy.status(), EVERY_SECOND);
    this.#market = statusUrl === undefined ? undefined : new Refreshed(() => readMarketStatus(statusUrl), EVERY_SECOND);
    const bars = new PriceBars(restUrl, settings.symbol);
    this.#bars = new Refreshed(() => bars.latest(), EVERY_SECOND);
    const reader = openAuditReader(settings.auditDirectory);
    this.#audit = new Refreshed(() => readAudit(reader), EVERY_SECOND);
  }

  /** @param since open time of the last bar that the page has; undefined for all. */
  async read(since: number | undefined): Promise<Snapshot> {
    const nothing: Reading<never> = { value: undefined, problem: undefined };
    const [strategy, market, bars, audit] = await Promise.all([
      this.#strategy?.read() ?? nothing,
      this.#market?.read() ?? nothing,
      this.#bars.read(),
      this.#audit.read(),
    ]);
    const figures = tradeFigures(audit.value?.trades ?? []);
    const { temporal } = this.#settings;
    const strategyUrl = temporal && workflowUrl(temporal, temporal.workflowId);
    const exchangeProblem = bars.problem ?? market.problem;
    return {
      symbol: this.#settings.symbol,
      ...(strategyUrl === undefined ? {} : { workflowUrl: strategyUrl }),
      ...(market.value ? { market: market.value } : {}),
      // An old status is worse than none: what it says of the position may not be so any more.
      ...(strategy.value && !strategy.problem ? { status: strategy.value } : {}),
      problems: {
        ...(strategy.problem === undefined ? {} : { strategy: strategy.problem }),
        ...(exchangeProblem === undefined ? {} : { exchange: exchangeProblem }),
        ...(audit.problem === undefined ? {} : { audit: audit.problem }),
      },
      ...auditPart(audit.value),
      ...newestPart(bars.value ?? [], audit.value?.equity ?? [], since),
      ...(figures ? { figures } : {}),
    };
  }

  async close(): Promise<void> {
    await this.#strategySource?.close();
  }
}

/** What is drawn as a line: from the bar that the page knows last, which may have changed, or all of it. */
function newestPart(
  bars: readonly PriceBar[],
  equity: readonly Stored<'equity'>[],
  since: number | undefined,
): Pick<Snapshot, 'bars' | 'equity'> {
  const at = bars.findIndex((bar) => bar.time === since);
  const equityFrom = at < 0 || since === undefined ? -Infinity : since - EQUITY_OVERLAP_MS;
  return {
    bars: at < 0 ? bars : bars.slice(at),
    equity: equity
      .filter((record) => record.bar >= equityFrom)
      .map((record) => ({ time: record.bar, equity: record.equity, drawdown: record.drawdown })),
  };
}

async function readAudit(reader: AuditReader): Promise<AuditView> {
  const [decisions, trades, equity, orders, events] = await Promise.all([
    reader.latest('decisions', SHOWN_DECISIONS),
    reader.latest('trades', COUNTED_TRADES),
    reader.latest('equity', SHOWN_EQUITY),
    reader.latest('orders', SHOWN_ORDERS),
    reader.latest('events', SHOWN_EVENTS),
  ]);
  return { decisions, trades, equity, orders, events };
}

function auditPart(audit: AuditView | undefined): Pick<Snapshot, 'decisions' | 'trades' | 'orders' | 'events'> {
  return {
    decisions: (audit?.decisions ?? []).map(unlinked),
    trades: (audit?.trades ?? []).slice(-SHOWN_TRADES).map(unlinked),
    orders: (audit?.orders ?? []).map(unlinked),
    events: (audit?.events ?? []).map(unlinked),
  };
}

const UNSHOWN: ReadonlySet<string> = new Set(['previousHash', 'hash', 'workflowId', 'runId', 'writtenAt']);

/** Without what links it into the audit: the page doesn't show that. */
function unlinked<T extends StoredRecord>(record: T): Unlinked<T> {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !UNSHOWN.has(name))) as Unlinked<T>;
}
