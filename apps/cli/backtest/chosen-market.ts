import type { BacktestMarket } from '../../../adapters/backtest/backtest-market.ts';
import { klineMarket } from '../../../adapters/backtest/kline-market.ts';
import { lakeMarket } from '../../../adapters/backtest/lake-market.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { parseUtcDate } from '../../../adapters/kline-files/date-option.ts';
import { MarketFileError } from '../../../adapters/kline-files/market-file-error.ts';
import type { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import type { SymbolSpec } from '../../../core/matching/engine-contract.ts';
import type { RuleName } from '../../../core/rules/comparison-rules.ts';
import { withLake } from '../lake/lake-place.ts';
import type { LakeOptions } from '../lake/lake-place.ts';

export interface MarketOptions extends LakeOptions {
  readonly from?: string;
  readonly to?: string;
  readonly data?: string;
  readonly funding?: string;
  readonly rule?: RuleName;
}

/** What a rule may learn from: 30 days. */
const RULE_HISTORY = 30 * 1440;

/**
 * Runs with the market that the options name: kline files, or the lake's silver.
 * @throws ConfigurationRefused
 */
export async function withChosenMarket(
  options: MarketOptions,
  spec: SymbolSpec,
  use: (market: BacktestMarket, lake?: Lakehouse) => Promise<void>,
): Promise<void> {
  const { data, funding, rule } = options;
  const asked = {
    from: timeOption('--from', options.from),
    to: timeOption('--to', options.to),
    funding,
    spec,
    ...(rule === undefined ? {} : { history: RULE_HISTORY }),
  };
  if (data === undefined) {
    if (funding !== undefined && funding !== 'assumed') {
      throw new ConfigurationRefused(
        '--funding FILE goes with --data: the lake has settlements of its own; --funding assumed is for both',
      );
    }
    return withLake(options, async ({ lake, place }) => use(await lakeMarket({ ...asked, lake, place }), lake));
  }
  if (options.lake !== undefined) {
    throw new ConfigurationRefused('--data and --lake both say where the minutes are: give one of them');
  }
  return use(await refusing(klineMarket({ ...asked, path: data })));
}

async function refusing(market: Promise<BacktestMarket>): Promise<BacktestMarket> {
  try {
    return await market;
  } catch (error) {
    if (error instanceof MarketFileError) throw new ConfigurationRefused(`--data can't be used: ${error.message}`);
    throw error;
  }
}

function timeOption(option: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  try {
    return parseUtcDate(text, option);
  } catch (error) {
    throw new ConfigurationRefused((error as Error).message);
  }
}
