import { Command, InvalidArgumentError } from 'commander';
import { parseLakeLocation } from '../../adapters/lakehouse/lake-location.ts';
import type { LakeLocation } from '../../adapters/lakehouse/lakehouse.ts';
import { startDashboard } from './server.ts';
import type { DashboardSettings } from './settings.ts';

interface Options {
  readonly port: number;
  readonly symbol: string;
  readonly audit: string;
  readonly lake?: LakeLocation;
  readonly exchange: string;
  readonly exchangeStatus?: string;
  readonly temporal?: string;
  readonly namespace: string;
  readonly workflowId?: string;
  readonly webUi?: string;
  readonly json: boolean;
}

function port(text: string): number {
  const value = Number(text);
  if (Number.isInteger(value) && value >= 0 && value <= 65_535) return value;
  throw new InvalidArgumentError('It must be 0 (any free one) to 65535.');
}

function address(text: string): string {
  if (/^https?:$/.test(URL.canParse(text) ? new URL(text).protocol : '')) return text;
  throw new InvalidArgumentError('It must be an http address, e.g. http://127.0.0.1:8090.');
}

function lakePlace(text: string): LakeLocation {
  try {
    return parseLakeLocation(text);
  } catch (error) {
    throw new InvalidArgumentError((error as Error).message);
  }
}

function readOptions(): Options {
  return new Command('dashboard')
    .description('Shows what the strategy does and why, in a browser. Reads only; listens on 127.0.0.1.')
    .option('--port <port>', 'port to listen on, 0 for any free one', port, 8080)
    .option('--symbol <symbol>', 'symbol to show', 'BTCUSDT')
    .requiredOption('--audit <folder>', 'folder of the audit')
    .option(
      '--lake <place>',
      'lakehouse: a folder, or s3://bucket/prefix; without it the pipeline page is empty',
      lakePlace,
    )
    .requiredOption('--exchange <url>', 'REST address of the exchange, for candles', address)
    .option('--exchange-status <url>', "the paper exchange's status address", address)
    .option('--temporal <host:port>', 'Temporal server; without it the workflow is not asked')
    .option('--namespace <name>', 'Temporal namespace', 'default')
    .option('--workflow-id <id>', 'workflow to ask (default: trading-SYMBOL)')
    .option('--web-ui <url>', "address of Temporal's Web UI, for links", address)
    .option('--json', 'print one line of JSON when ready', false)
    .parse()
    .opts<Options>();
}

function settingsOf(options: Options): DashboardSettings {
  const { temporal, webUi, exchangeStatus, lake } = options;
  return {
    port: options.port,
    symbol: options.symbol,
    auditDirectory: options.audit,
    ...(lake === undefined ? {} : { lake }),
    exchange: {
      restUrl: options.exchange,
      ...(exchangeStatus === undefined ? {} : { statusUrl: exchangeStatus }),
    },
    ...(temporal === undefined
      ? {}
      : {
          temporal: {
            address: temporal,
            namespace: options.namespace,
            workflowId: options.workflowId ?? `trading-${options.symbol}`,
            ...(webUi === undefined ? {} : { webUiUrl: webUi }),
          },
        }),
  };
}

const options = readOptions();
try {
  const dashboard = await startDashboard(settingsOf(options));
  const stop = (): void => {
    dashboard.stop().then(
      () => process.exit(0),
      () => process.exit(1),
    );
  };
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  // Started by another process of ours: it does not outlive that.
  process.once('disconnect', stop);
  console.log(options.json ? JSON.stringify({ ready: true, url: dashboard.url }) : `Dashboard: ${dashboard.url}`);
} catch (error) {
  console.error(`dashboard: ${error instanceof Error ? error.message : String(error)}`);
  process.exit(1);
}
