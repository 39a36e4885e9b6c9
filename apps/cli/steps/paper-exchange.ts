import { randomBytes } from 'node:crypto';
import { exchangeEndpoints } from '../../../adapters/binance/endpoints.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { startChild } from '../child-process.ts';
import type { ExchangeKeys } from '../exchange-keys.ts';
import { MarketHold } from '../market-hold.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { StartPlan } from '../start-plan.ts';

/** Where orders go, and with which key. */
export interface ExchangePlace {
  readonly kind: 'paper' | 'testnet';
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Environment of the processes that sign. */
  readonly credentials: ExchangeKeys;
  /** Keeps the market from running on; absent where it may. */
  readonly hold?: MarketHold;
}

/** Starts the paper exchange, or names Binance's testnet. */
export async function startExchange(context: SessionContext): Promise<ExchangePlace> {
  const { plan, directory, terminal, ports, processes, signal } = context;
  if (context.exchangeKeys) return testnet(context, context.exchangeKeys);
  const credentials = {
    MINUTEHAND_API_KEY: randomBytes(24).toString('hex'),
    MINUTEHAND_API_SECRET: randomBytes(24).toString('hex'),
  };
  const source = plan.marketData ? `, heard from ${plan.marketData.restUrl}` : '';
  terminal.say(`Paper exchange: starting the ${plan.market} market${marketPace(plan)}${source}`);
  const hold = MarketHold.of(plan);
  const start = () =>
    processes.supervise('exchange', {
      name: 'paper exchange',
      launch: (ending) =>
        startChild({
          name: 'paper exchange',
          module: moduleFile('../../paper-exchange/main.ts', import.meta.url),
          args: exchangeArguments(plan, ports.of('exchange'), directory.exchange, hold?.after),
          env: credentials,
          logFile: directory.log('paper-exchange'),
          readyWithinMs: 120_000,
          graceMs: 2_500,
          signal: ending,
        }),
    });
  await ports.startOn(['exchange'], start, signal);
  directory.keepMarket();
  const port = ports.of('exchange');
  const places = { restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}` };
  return { kind: 'paper', ...places, credentials, ...(hold ? { hold } : {}) };
}

/** `holdAfter`: open time of the last minute that may happen, epoch ms. */
function exchangeArguments(plan: StartPlan, port: number, dataDirectory: string, holdAfter?: number): string[] {
  const given = { data: plan.data, from: plan.from, to: plan.to };
  const { marketData } = plan;
  return [
    ...['--port', String(port), '--market', plan.market, '--speed', plan.speed, '--symbol', SYMBOL],
    ...['--seed', String(plan.seed), '--deposit', plan.deposit, '--data-dir', dataDirectory, '--json'],
    ...(marketData ? ['--rest-url', marketData.restUrl, '--ws-url', marketData.wsUrl] : []),
    ...(holdAfter === undefined ? [] : ['--hold-after', String(holdAfter)]),
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ];
}

function marketPace({ clock }: StartPlan): string {
  if (clock.kind === 'realtime') return ' in real time';
  return clock.kind === 'lockstep' ? ' in lock step' : ` at ${clock.speed}x`;
}

function testnet({ plan, directory, terminal }: SessionContext, credentials: ExchangeKeys): ExchangePlace {
  const endpoints = plan.testnet ?? exchangeEndpoints('demo');
  terminal.say(`Binance testnet: orders go to ${endpoints.restUrl}`);
  directory.keepMarket();
  return { kind: 'testnet', ...endpoints, credentials };
}
