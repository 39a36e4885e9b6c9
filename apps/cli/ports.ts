import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationRefused } from '../../adapters/config/refusal.ts';
import { freePort, isFree } from '../../adapters/temporal-server/free-port.ts';
import { takeLock } from './process-lock.ts';

export type PortName = 'dashboard' | 'temporal' | 'webUi' | 'exchange';

const PORTS: Readonly<Record<PortName, { readonly usual: number; readonly flag: string }>> = {
  dashboard: { usual: 8080, flag: '--port-dashboard' },
  temporal: { usual: 7233, flag: '--port-temporal' },
  webUi: { usual: 8233, flag: '--port-web-ui' },
  exchange: { usual: 8400, flag: '--port-exchange' },
};
const NAMES = Object.keys(PORTS) as PortName[];

const ATTEMPTS = 5;
const TAKEN = /EADDRINUSE|address already in use/i;

/** Gives the reservations of this process back. */
const held: (() => void)[] = [];

export type AskedPorts = { readonly [name in PortName]?: number | undefined };

/**
 * The ports of one start, which stay its own until it ends: another start at the same moment takes others, and none
 * takes the port of a process that is just being restarted.
 */
export class Ports {
  private readonly asked: AskedPorts;
  private readonly chosen: Record<PortName, number>;
  private readonly reservations: string;

  private constructor(asked: AskedPorts, chosen: Record<PortName, number>, reservations: string) {
    this.asked = asked;
    this.chosen = chosen;
    this.reservations = reservations;
  }

  /**
   * Takes the ports that were asked for; for the others the usual ones, or any free ones.
   *
   * @param reservations folder known to every start on this machine.
   * @throws ConfigurationRefused when one that was asked for is taken.
   */
  static async choose(asked: AskedPorts, reservations: string = tmpdir()): Promise<Ports> {
    const chosen: Partial<Record<PortName, number>> = {};
    for (const name of NAMES) {
      const port = asked[name];
      if (port === undefined) continue;
      if (!(await isFree(port)) || reserve(port, reservations) === 'held') throw taken(name, port);
      chosen[name] = port;
    }
    for (const name of NAMES) chosen[name] ??= await reserveFree(PORTS[name].usual, reservations);
    return new Ports(asked, chosen as Record<PortName, number>, reservations);
  }

  of(name: PortName): number {
    return this.chosen[name];
  }

  /**
   * Starts what listens on the named ports. When somebody else was faster on one of them, it is started again on another.
   *
   * @param signal once aborted, nothing is tried again.
   * @throws ConfigurationRefused when the lost port was asked for; else what `start` throws.
   */
  async startOn(names: readonly PortName[], start: () => Promise<void>, signal: AbortSignal): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await start();
      } catch (error) {
        if (signal.aborted) throw error;
        const lost = await this.lost(names);
        // A server may also lose one of the inner ports that it picks itself.
        if (attempt === ATTEMPTS || (lost.length === 0 && !TAKEN.test(String(error)))) throw error;
        for (const name of lost) {
          if (this.asked[name] !== undefined) throw taken(name, this.chosen[name]);
          this.chosen[name] = await reserveFree(0, this.reservations);
        }
      }
    }
  }

  private async lost(names: readonly PortName[]): Promise<PortName[]> {
    const lost: PortName[] = [];
    for (const name of names) if (!(await isFree(this.chosen[name]))) lost.push(name);
    return lost;
  }
}

function taken(name: PortName, port: number): ConfigurationRefused {
  return new ConfigurationRefused(
    `${PORTS[name].flag} ${port} is taken: choose another, or leave it out and a free one is found`,
  );
}

/** The preferred port when it is free and no other start has it, else any that is. */
async function reserveFree(preferred: number, reservations: string): Promise<number> {
  for (let wanted = preferred; ; wanted = 0) {
    const port = await freePort(wanted);
    if (reserve(port, reservations) !== 'held') return port;
  }
}

/** By a file, held as long as this process lives. Where none can be made, the ports themselves have to do. */
function reserve(port: number, reservations: string): 'ours' | 'held' | 'unknown' {
  try {
    const attempt = takeLock(path.join(reservations, `minutehand-port-${port}`));
    if ('heldBy' in attempt) return 'held';
    if (held.length === 0) process.once('exit', () => held.forEach((release) => release()));
    held.push(attempt.release);
    return 'ours';
  } catch {
    return 'unknown';
  }
}
