import { randomBytes } from 'node:crypto';
import { exchangeEndpoints } from '../../../adapters/binance/endpoints.ts';
import { moduleFile } from '../../../adapters/temporal-server/node-process.ts';
import { startChild } from '../child-process.ts';
import type { SessionContext } from '../session-context.ts';
import { SYMBOL } from '../start-plan.ts';
import type { StartPlan } from '../start-plan.ts';
import { choosePort } from './ports.ts';

/** Where orders go, and with which key. */
export interface ExchangePlace {
  readonly kind: 'paper' | 'testnet';
  readonly restUrl: string;
  readonly wsUrl: string;
  /** Environment of the processes that sign. */
  readonly credentials: Readonly<Record<'MINUTEHAND_API_KEY' | 'MINUTEHAND_API_SECRET', string>>;
}

/** Starts the paper exchange, or names Binance's testnet. */
export async function startExchange(context: SessionContext): Promise<ExchangePlace> {
  const { plan, directory, terminal, processes } = context;
  if (plan.exchange === 'testnet') return testnet();
  const port = await choosePort('--port-exchange', plan.ports.exchange, 8400);
  const credentials = {
    MINUTEHAND_API_KEY: randomBytes(24).toString('hex'),
    MINUTEHAND_API_SECRET: randomBytes(24).toString('hex'),
  };
  terminal.say(`Paper exchange: starting the ${plan.market} market${marketPace(plan)}`);
  await processes.supervise('exchange', {
    name: 'paper exchange',
    launch: (signal) =>
      startChild({
        name: 'paper exchange',
        module: moduleFile('../../paper-exchange/main.ts', import.meta.url),
        args: exchangeArguments(plan, port, directory.exchange),
        env: credentials,
        logFile: directory.log('paper-exchange'),
        readyWithinMs: 120_000,
        graceMs: 2_500,
        signal,
      }),
  });
  return { kind: 'paper', restUrl: `http://127.0.0.1:${port}`, wsUrl: `ws://127.0.0.1:${port}`, credentials };
}

export function exchangeArguments(plan: StartPlan, port: number, dataDirectory: string): string[] {
  const given = { data: plan.data, from: plan.from, to: plan.to };
  return [
    ...['--port', String(port), '--market', plan.market, '--speed', plan.speed, '--symbol', SYMBOL],
    ...['--seed', String(plan.seed), '--deposit', plan.deposit, '--data-dir', dataDirectory, '--json'],
    ...Object.entries(given).flatMap(([name, value]) => (value === undefined ? [] : [`--${name}`, value])),
  ];
}

function marketPace({ clock }: StartPlan): string {
  if (clock.kind === 'realtime') return ' in real time';
  return clock.kind === 'lockstep' ? ' in lock step' : ` at ${clock.speed}x`;
}

function testnet(): ExchangePlace {
  return {
    kind: 'testnet',
    ...exchangeEndpoints('demo'),
    credentials: {
      MINUTEHAND_API_KEY: process.env['MINUTEHAND_API_KEY'] ?? '',
      MINUTEHAND_API_SECRET: process.env['MINUTEHAND_API_SECRET'] ?? '',
    },
  };
}
