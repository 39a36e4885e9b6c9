import type { TradingStatus } from '../../workflows/messages.ts';

/**
 * Exchange time, state, last signal with confidence, position, equity, today's drawdown, latency of the last decision:
 * as last heard, after what is the trouble when there is some.
 */
export function liveLine(status: TradingStatus | undefined, trouble?: string): string {
  if (status === undefined) return trouble ?? '';
  return [
    ...(trouble === undefined ? [] : [`[${trouble}]`]),
    status.lastBar === undefined ? 'waiting for the first bar' : inMinutes(status.lastBar + 60_000),
    stateOf(status),
    signalOf(status),
    positionOf(status),
    `equity ${status.equity === undefined ? '–' : Number(status.equity).toFixed(2)}`,
    `today ${status.drawdown > 0 ? '−' : ''}${(status.drawdown * 100).toFixed(2)} %`,
    `decided in ${status.latencyMs === undefined ? '–' : status.latencyMs.toFixed(0)} ms`,
  ].join('  ');
}

/** What a person should know when not everything runs or answers: the cause rather than what follows from it. */
export function troubleOf(restarting: readonly string[], silence: string | undefined): string | undefined {
  if (restarting.length > 0) return `waiting for the ${restarting.join(' and the ')} to come back`;
  return silence;
}

function stateOf({ mode, haltUntil }: TradingStatus): string {
  if (mode.mode === 'halted' && haltUntil !== undefined) return `HALTED until ${inMinutes(haltUntil)}`;
  return mode.mode === 'running' ? 'running' : mode.mode.toUpperCase();
}

function signalOf({ lastSignal }: TradingStatus): string {
  return lastSignal === undefined ? 'no signal yet' : `${lastSignal.signal} ${lastSignal.confidence.toFixed(2)}`;
}

function positionOf({ position }: TradingStatus): string {
  return position === undefined ? 'flat' : `${position.side} ${position.quantity} @ ${position.entryPrice}`;
}

/** Epoch ms as `2024-01-31 12:34`, UTC. */
function inMinutes(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}
