import { createBinanceExchange } from '../../../adapters/binance/binance-exchange.ts';
import { Recorder } from '../../../adapters/ingestion/recorder.ts';
import { Lakehouse } from '../../../adapters/lakehouse/lakehouse.ts';
import { QUICK } from './recording-world.ts';

/** A recorder in a process of its own, to be killed: port of the exchange, folder of the lake, folder of the journal. */
const [port = '', lakeFolder = '', journalFolder = ''] = process.argv.slice(2);
const endpoints = { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` };
await Recorder.open({
  symbols: ['BTCUSDT'],
  endpoints,
  history: createBinanceExchange({ endpoints }).history,
  lake: new Lakehouse({ kind: 'folder', folder: lakeFolder }, { memoryLimit: '256MB', threads: 1 }),
  journalFolder,
  clock: { kind: 'lockstep' },
  say: (sentence) => console.log(sentence),
  limits: QUICK,
});
