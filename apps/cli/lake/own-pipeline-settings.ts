import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { exchangeEndpoints } from '../../../adapters/binance/endpoints.ts';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { cacheDirectory } from '../../../adapters/temporal-server/cache-directory.ts';
import type { PipelineWorkerSettings } from '../../../workers/pipeline-settings.ts';
import { BINANCE_ARCHIVE } from '../steps/pipeline.ts';
import { SYMBOL } from '../start-plan.ts';

/** What a pipeline without a start is told, but for where its Temporal server is. */
export interface OwnPipelineSettings extends Omit<PipelineWorkerSettings, 'temporal' | 'workflowBundle'> {
  /** Whether the market is one that only a running paper exchange knows: then nothing can be asked by REST. */
  readonly isPaperMarket: boolean;
}

/**
 * The settings of the last start in a folder of state, or those of Binance's own market where there was none.
 * @throws ConfigurationRefused when what is there can't be read.
 */
export function ownPipelineSettings(root: string): OwnPipelineSettings {
  const known = readIfThere(path.join(root, 'market.json'))?.['market'];
  const market = known === 'simulated' || known === 'replay' ? known : 'binance';
  const last = readIfThere(path.join(root, 'pipeline.json')) as Partial<PipelineWorkerSettings> | undefined;
  return {
    symbol: SYMBOL,
    // Nothing here follows a market's clock.
    clock: { kind: 'realtime' },
    lake: last?.lake ?? path.join(root, 'lake'),
    workDirectory: path.join(root, 'pipeline'),
    notificationsDirectory: root,
    market: market === 'binance' ? exchangeEndpoints('live') : (last?.market ?? exchangeEndpoints('live')),
    ...(market === 'binance' ? { archive: last?.archive ?? { baseUrl: BINANCE_ARCHIVE } } : {}),
    training: { market, cacheDirectory: cacheDirectory(), place: last?.training?.place ?? { runner: 'local' } },
    etl: last?.etl ?? { stages: 'local' },
    isPaperMarket: market !== 'binance',
  };
}

/** @throws ConfigurationRefused when the market's exchange would have to be asked, and can't be without a start. */
export function refusePaperMarket({ isPaperMarket, training }: OwnPipelineSettings, advice: string): void {
  if (!isPaperMarket) return;
  throw new ConfigurationRefused(
    `the ${training.market} market is known to its paper exchange alone, and no start runs it: run npm start, or ${advice}`,
  );
}

function readIfThere(file: string): Record<string, unknown> | undefined {
  if (!existsSync(file)) return undefined;
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>;
  } catch (error) {
    throw new ConfigurationRefused(`${file} can't be read: ${(error as Error).message}`);
  }
}
