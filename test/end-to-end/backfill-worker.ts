import { fileURLToPath } from 'node:url';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { createBackfillActivities } from '../../activities/pipeline/backfill.ts';
import { createBinanceExchange } from '../../adapters/binance/binance-exchange.ts';
import { Lakehouse } from '../../adapters/lakehouse/lakehouse.ts';

/** A process that polls the `pipeline` queue for back-fills only: `backfill-worker.ts ADDRESS LAKE ARCHIVE EXCHANGE`. */
const [address = '', folder = '', baseUrl = '', restUrl = ''] = process.argv.slice(2);
Runtime.install({ logger: new DefaultLogger('ERROR') });
const lake = new Lakehouse({ kind: 'folder', folder }, { memoryLimit: '512MB', threads: 2 });
const exchange = createBinanceExchange({ endpoints: { restUrl, wsUrl: restUrl.replace('http', 'ws') } });
const worker = await Worker.create({
  connection: await NativeConnection.connect({ address }),
  taskQueue: 'pipeline',
  workflowsPath: fileURLToPath(new URL('../../workflows/pipeline-index.ts', import.meta.url)),
  activities: createBackfillActivities({ lake, archive: { kind: 'http', baseUrl }, history: exchange.rawHistory }),
  maxHeartbeatThrottleInterval: '1s',
  stickyQueueScheduleToStartTimeout: '2s',
});
process.on('disconnect', () => process.exit(0));
process.send?.('ready');
await worker.run();
