import { condition, setDefaultSignalHandler, setHandler } from '@temporalio/workflow';
import { DRIFT_ACTIONS } from '../../core/model/drift/drift-limits.ts';
import { toMarketDuration } from '../../core/time/market-clock.ts';
import { whyRefused } from '../../core/trading/commands.ts';
import type { CommandInput, CommandName, TradingEvent } from '../../core/trading/step-contract.ts';
import {
  accountChangedSignal,
  barSignal,
  configureSignal,
  driftSignal,
  flattenSignal,
  flattenUpdate,
  killSignal,
  killUpdate,
  pauseSignal,
  pauseUpdate,
  resumeSignal,
  resumeUpdate,
} from '../messages.ts';
import type { TradingShell } from './shell.ts';
import { statusOf } from './status.ts';

/**
 * What has happened and has not been stepped yet, in order. Signal handlers only validate and put something here: an
 * error thrown in one would fail the workflow, or leave it stuck.
 */
export class Mailbox {
  private readonly waiting: TradingEvent[] = [];
  private taken = 0;
  private put = 0;

  /** Adds an event; returns its number, for `until`. */
  add(event: TradingEvent): number {
    // The stream may tell the same change many times over: one look answers all.
    const repeats = event.type === 'accountChanged' && this.waiting.some((other) => other.type === 'accountChanged');
    if (!repeats) {
      this.waiting.push(event);
      this.put++;
    }
    return this.put;
  }

  get isEmpty(): boolean {
    return this.waiting.length === 0;
  }

  /** The next event, or undefined when none came within `wallMs`. */
  async next(wallMs: number): Promise<TradingEvent | undefined> {
    if (this.isEmpty) await condition(() => !this.isEmpty, wallMs);
    const event = this.waiting.shift();
    if (event) this.taken++;
    return event;
  }

  /** True once the event of that number has been taken. */
  isTaken(number: number): boolean {
    return this.taken >= number;
  }
}

/** Registers every handler of the trading workflow's signals and updates. */
export function receiveMessages(shell: TradingShell): void {
  const { mailbox } = shell;

  setHandler(barSignal, (message) => {
    if (!message?.bar || !Number.isFinite(message.bar.openTime)) {
      mailbox.add({ type: 'unknownSignal', name: 'bar (without a bar)' });
      return;
    }
    mailbox.add({
      type: 'bar',
      bar: message.bar,
      source: 'stream',
      ageMs: message.ageMs,
      receivedAt: message.receivedAt,
    });
  });
  setHandler(accountChangedSignal, (message) => {
    mailbox.add({ type: 'accountChanged', what: message?.what ?? '' });
  });
  setHandler(configureSignal, (settings) => {
    if (settings?.limits && settings.clock && settings.prior) mailbox.add({ type: 'configured', settings });
    else mailbox.add({ type: 'unknownSignal', name: 'configure (without settings)' });
  });
  setHandler(driftSignal, (message) => {
    const isSound =
      (message?.action === 'none' || DRIFT_ACTIONS.some((action) => action === message?.action)) &&
      Array.isArray(message.sentences) &&
      message.sizeShare > 0 &&
      message.sizeShare <= 1;
    if (isSound) mailbox.add({ type: 'drift', ...message, time: shell.exchangeTime() });
    else mailbox.add({ type: 'unknownSignal', name: 'drift (without a verdict)' });
  });
  setDefaultSignalHandler((name) => {
    mailbox.add({ type: 'unknownSignal', name });
  });

  const commands = [
    ['pause', pauseSignal, pauseUpdate, 'No new entries; stops stay, exits go on. { reason?, by? }'],
    ['resume', resumeSignal, resumeUpdate, 'Entries again; a halt or a kill needs { override: true, reason, by? }'],
    ['flatten', flattenSignal, flattenUpdate, 'Closes the position at market and goes on. { reason?, by? }'],
    ['kill', killSignal, killUpdate, 'Closes the position at market and stops. { reason?, by? }'],
  ] as const;
  for (const [command, signal, update, description] of commands) {
    setHandler(
      signal,
      (input?: CommandInput) => {
        mailbox.add(commandEvent(shell, command, input));
      },
      { description },
    );
    setHandler(
      update,
      async (input?: CommandInput) => {
        const number = mailbox.add(commandEvent(shell, command, input));
        await condition(() => mailbox.isTaken(number) && !shell.isBusy);
        return statusOf(shell.state);
      },
      {
        description,
        validator: (input?: CommandInput) => {
          const refusal = whyRefused(shell, { command, input: asInput(input) });
          if (refusal !== undefined) throw new Error(`${command} refused: ${refusal}`);
        },
      },
    );
  }
}

function commandEvent(shell: TradingShell, command: CommandName, input: CommandInput | undefined): TradingEvent {
  return { type: 'command', command, input: asInput(input), time: shell.exchangeTime() };
}

/** Anything may arrive from a command line: only fields of the right type are believed. */
function asInput(input: unknown): CommandInput {
  if (typeof input === 'string') return { reason: input };
  if (typeof input !== 'object' || input === null) return {};
  const { reason, by, override } = input as Record<string, unknown>;
  return {
    ...(typeof reason === 'string' ? { reason } : {}),
    ...(typeof by === 'string' ? { by } : {}),
    ...(typeof override === 'boolean' ? { override } : {}),
  };
}

/** Exchange time that has passed between a bar's arrival and now, on top of its age on arrival. */
export function ageNow(
  event: Extract<TradingEvent, { type: 'bar' }>,
  clock: Parameters<typeof toMarketDuration>[0],
  now: number,
): number {
  return event.ageMs + toMarketDuration(clock, Math.max(0, now - event.receivedAt));
}
