import { BTCUSDT_SPEC } from '../../core/matching/binance-specs.ts';
import type { SymbolSpec } from '../../core/matching/engine-contract.ts';
import type { PaperExchangeSettings } from './command-line.ts';
import { createBinanceMarket } from './market/binance.ts';
import { createReplayMarket } from '../../adapters/replay-market/replay-market.ts';
import { createSimulatedMinuteMarket } from './market/simulated.ts';
import type { LiveMarket, MinuteMarket } from './market/source.ts';

/** The market that the settings ask for. Throws with a sentence when its data can't be read or reached. */
export async function openMarket(
  settings: PaperExchangeSettings,
  log: (line: string) => void,
): Promise<readonly MinuteMarket[] | LiveMarket> {
  const [symbol = 'BTCUSDT'] = settings.symbols;
  if (settings.market === 'binance') {
    const { restUrl, wsUrl } = settings;
    const elsewhere = restUrl === undefined || wsUrl === undefined ? {} : { restUrl, wsUrl };
    return createBinanceMarket({ spec: specOf(symbol, settings), log, ...elsewhere });
  }
  if (settings.market === 'replay') {
    const { data: path = '', from, to } = settings;
    const market = await createReplayMarket({
      path,
      spec: specOf(symbol, settings),
      ...(from === undefined ? {} : { from }),
      ...(to === undefined ? {} : { to }),
    });
    return [market];
  }
  const { seed } = settings;
  return settings.symbols.map((each) => createSimulatedMinuteMarket({ seed, spec: specOf(each, settings) }));
}

/** BTCUSDT's rules under the symbol's name, with the fees asked for. */
function specOf(symbol: string, { feeMaker, feeTaker }: PaperExchangeSettings): SymbolSpec {
  return {
    ...BTCUSDT_SPEC,
    filters: { ...BTCUSDT_SPEC.filters, symbol },
    makerFee: feeMaker ?? BTCUSDT_SPEC.makerFee,
    takerFee: feeTaker ?? BTCUSDT_SPEC.takerFee,
  };
}
