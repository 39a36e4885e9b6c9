import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { parseUtcDate } from '../../../adapters/kline-files/date-option.ts';
import { createReplayMarket } from '../../../adapters/replay-market/replay-market.ts';
import { toFeatureInputs } from '../../../core/features/inputs.ts';
import type { FeatureInputs } from '../../../core/features/inputs.ts';
import { BTCUSDT_SPEC } from '../../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { FundingRate } from '../../../core/market/funding.ts';
import type { Bar } from '../../../core/market/bar.ts';
import {
  createSimulatedMarket,
  SIMULATED_HISTORY_FROM,
  SIMULATED_START,
} from '../../../core/simulation/simulated-market.ts';

/** Where an analysis takes its minutes from. */
export interface AnalysisMarketOptions {
  /** Folder of Binance Vision klines; without it the simulated market's first month. */
  readonly data?: string;
  readonly from?: string;
  readonly to?: string;
  readonly json?: boolean;
}

export interface AnalysedMarket {
  /** For people: what it is and which minutes. */
  readonly title: string;
  readonly inputs: FeatureInputs;
  readonly spec: SymbolSpec;
  readonly priceDecimals: number;
}

interface KnownMarket {
  readonly title: string;
  readonly spec: SymbolSpec;
  readonly priceDecimals: number;
  /** Minutes that are there: [first, end). */
  readonly first: number;
  readonly end: number;
  bars(from: number, to: number): readonly Bar[];
  funding(from: number, to: number): readonly FundingRate[];
}

/**
 * The minutes [from, to) as columns.
 * @throws ConfigurationRefused for options that don't fit the market, and when it has fewer than `least` minutes there.
 */
export async function analysedMarket(options: AnalysisMarketOptions, least: number): Promise<AnalysedMarket> {
  const market = options.data === undefined ? simulated() : await recorded(options.data);
  const { spec, priceDecimals } = market;
  const [from, to] = [dateOf('--from', options.from) ?? market.first, dateOf('--to', options.to) ?? market.end];
  const bars = market.bars(from, to);
  if (bars.length < least) {
    throw new ConfigurationRefused(
      `${market.title} has ${bars.length} minutes from ${text(from)} to ${text(to)}: ${least} or more would be right`,
    );
  }
  const funding = market.funding(from, to).map(({ fundingTime, rate }) => ({ fundingTime, rate: Number(rate) }));
  try {
    const title = `${market.title}, ${text(from)} to ${text(to)}`;
    return { title, inputs: toFeatureInputs(bars, funding), spec, priceDecimals };
  } catch (error) {
    throw new ConfigurationRefused(`${market.title}: ${(error as Error).message}; choose --from and --to around it`);
  }
}

function simulated(): KnownMarket {
  const market = createSimulatedMarket({ seed: 1 });
  const { priceDecimals } = market;
  return {
    title: `the simulated ${market.symbol}`,
    spec: BTCUSDT_SPEC,
    priceDecimals,
    first: SIMULATED_HISTORY_FROM,
    end: SIMULATED_START,
    bars: (from, to) => market.bars(from, to),
    funding: (from, to) => market.funding(from, to),
  };
}

async function recorded(folder: string): Promise<KnownMarket> {
  const market = await createReplayMarket({ path: folder }).catch((error: unknown) => {
    throw new ConfigurationRefused(`--data: ${(error as Error).message}`);
  });
  return {
    title: `${market.symbol} of ${folder}`,
    spec: market.spec,
    priceDecimals: market.priceDecimals,
    first: market.historyFrom,
    end: market.endsAt,
    bars: (from, to) => market.bars(from, to),
    funding: (from, to) => market.funding(from, to),
  };
}

function dateOf(option: string, value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  try {
    return parseUtcDate(value, option);
  } catch (error) {
    throw new ConfigurationRefused((error as Error).message);
  }
}

function text(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
