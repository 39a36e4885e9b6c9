import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import type { Server } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { freePort } from '../../../adapters/temporal-server/free-port.ts';
import { Ports } from '../../../apps/cli/ports.ts';

describe('the ports of a start', () => {
  let reservations: string;
  const servers: Server[] = [];
  const { signal } = new AbortController();
  beforeEach(() => {
    reservations = mkdtempSync(path.join(tmpdir(), 'minutehand-ports-'));
  });
  afterEach(async () => {
    for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
    rmSync(reservations, { recursive: true, force: true });
  });

  function occupy(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const server = createServer().once('error', reject);
      servers.push(server);
      server.listen(port, '127.0.0.1', resolve);
    });
  }

  it('are not those of another start, even before either listens', async () => {
    const [one, other] = await Promise.all([Ports.choose({}, reservations), Ports.choose({}, reservations)]);
    const names = ['dashboard', 'temporal', 'webUi', 'exchange'] as const;
    const ports = [one, other].flatMap((each) => names.map((name) => each.of(name)));
    assert.equal(new Set(ports).size, 8, ports.join(' '));
  });

  it('leave a usual port to the one that asked for it', async () => {
    const ports = await Ports.choose({ webUi: 8400 }, reservations).catch(() => undefined);
    // Somebody else may have 8400 just now.
    if (ports) assert.notEqual(ports.of('exchange'), 8400);
    await assert.rejects(Ports.choose({ dashboard: 47_001, exchange: 47_001 }, reservations), /47001 is taken/);
  });

  it('are found again when somebody else was faster', async () => {
    const ports = await Ports.choose({}, reservations);
    const tried: number[] = [];
    await ports.startOn(
      ['exchange'],
      async () => {
        tried.push(ports.of('exchange'));
        if (tried.length > 2) return;
        await occupy(ports.of('exchange'));
        throw new Error('listen EADDRINUSE');
      },
      signal,
    );
    assert.equal(new Set(tried).size, 3);
    assert.equal(ports.of('exchange'), tried[2]);
  });

  it('are refused with a sentence when somebody else was faster on one that was asked for', async () => {
    const asked = await freePort();
    const ports = await Ports.choose({ exchange: asked }, reservations);
    const start = async () => {
      await occupy(asked);
      throw new Error('listen EADDRINUSE');
    };
    await assert.rejects(ports.startOn(['exchange'], start, signal), {
      name: 'ConfigurationRefused',
      message: `--port-exchange ${asked} is taken: choose another, or leave it out and a free one is found`,
    });
  });

  it('have nothing to do with any other failure, which is not tried again', async () => {
    const ports = await Ports.choose({}, reservations);
    let starts = 0;
    const start = () => {
      starts += 1;
      return Promise.reject(new Error('the file is broken'));
    };
    await assert.rejects(ports.startOn(['exchange'], start, signal), /the file is broken/);
    assert.equal(starts, 1);
  });
});
