import assert from 'node:assert/strict';
import path from 'node:path';
import { cachedDevServer } from '../../../adapters/temporal-server/cache-directory.ts';
import { findDevServer, TemporalServerMissing } from '../../../adapters/temporal-server/find-dev-server.ts';
import type { ServerSearch } from '../../../adapters/temporal-server/find-dev-server.ts';

interface Machine {
  readonly env?: NodeJS.ProcessEnv;
  /** Programs that exist; the value says whether it is Temporal's CLI. */
  readonly programs?: Readonly<Record<string, boolean>>;
  readonly network?: boolean;
  readonly go?: 'builds' | 'fails';
}

const env = { PATH: ['/opt/a', '/opt/b'].join(path.delimiter), MINUTEHAND_CACHE: '/cache' };
const cached = cachedDevServer(env);

/** A machine of our making, and what was done on it. */
function machine(facts: Machine): { search: ServerSearch; done: string[] } {
  const done: string[] = [];
  const programs = facts.programs ?? {};
  const search: ServerSearch = {
    env: { ...env, ...facts.env },
    isExecutable: async (file) => file in programs,
    isTemporalCli: async (file) => programs[file] === true,
    hasGo: async () => facts.go !== undefined,
    download: async (target) => {
      done.push(`download ${target}`);
      if (!facts.network) throw new Error('error sending request: dns error: failed to lookup address information');
    },
    build: async (target) => {
      done.push(`build ${target}`);
      if (facts.go === 'fails') throw new Error('go ended with code 1: no space left on device');
    },
  };
  return { search, done };
}

const everything: Machine = { programs: { '/opt/b/temporal': true, [cached]: true }, network: true, go: 'builds' };

describe('finding a Temporal server', () => {
  it('takes TEMPORAL_ADDRESS before anything else, and touches nothing', async () => {
    const { search, done } = machine({ ...everything, env: { TEMPORAL_ADDRESS: 'temporal.example:7233' } });
    const found = await findDevServer(() => {}, search);
    assert.deepEqual(found, { kind: 'running', address: 'temporal.example:7233', how: 'TEMPORAL_ADDRESS' });
    assert.deepEqual(done, []);
  });

  it('takes temporal on PATH next', async () => {
    const { search, done } = machine(everything);
    assert.deepEqual(await findDevServer(() => {}, search), { kind: 'program', path: '/opt/b/temporal', how: 'PATH' });
    assert.deepEqual(done, []);
  });

  it('passes over a program of that name that has no dev server, and says so', async () => {
    const { search } = machine({ programs: { '/opt/a/temporal': false, '/opt/b/temporal': true } });
    const said: string[] = [];
    const found = await findDevServer((line) => said.push(line), search);
    assert.deepEqual(found, { kind: 'program', path: '/opt/b/temporal', how: 'PATH' });
    assert.match(said.join('\n'), /\/opt\/a\/temporal is no Temporal CLI/);
  });

  it('takes the cache next, without network or tools', async () => {
    const { search, done } = machine({ programs: { [cached]: true }, network: true, go: 'builds' });
    assert.deepEqual(await findDevServer(() => {}, search), { kind: 'program', path: cached, how: 'cache' });
    assert.deepEqual(done, []);
  });

  it('then downloads into the cache', async () => {
    const { search, done } = machine({ network: true, go: 'builds' });
    assert.deepEqual(await findDevServer(() => {}, search), { kind: 'program', path: cached, how: 'download' });
    assert.deepEqual(done, [`download ${cached}`]);
  });

  it('then builds with Go, and says why', async () => {
    const { search, done } = machine({ go: 'builds' });
    const said: string[] = [];
    const found = await findDevServer((line) => said.push(line), search);
    assert.deepEqual(found, { kind: 'program', path: cached, how: 'go install' });
    assert.deepEqual(done, [`download ${cached}`, `build ${cached}`]);
    assert.match(said.join('\n'), /no network: .*building it with Go instead/);
  });

  it('else says what to install', async () => {
    const { search } = machine({});
    await assert.rejects(
      findDevServer(() => {}, search),
      (error: unknown) => {
        assert.ok(error instanceof TemporalServerMissing);
        assert.match(error.message, /download failed.*no Go.*install-temporal-cli.*TEMPORAL_ADDRESS=/);
        return true;
      },
    );
  });

  it('names a failed build too', async () => {
    const { search } = machine({ go: 'fails' });
    await assert.rejects(
      findDevServer(() => {}, search),
      /build with Go failed \(go ended with code 1: no space left/,
    );
  });
});

describe('the cache folder', () => {
  const cases: readonly (readonly [string, NodeJS.ProcessEnv, RegExp])[] = [
    ['MINUTEHAND_CACHE itself', { MINUTEHAND_CACHE: '/a', XDG_CACHE_HOME: '/b' }, /^\/a\/bin\/temporal$/],
    ['minutehand in XDG_CACHE_HOME', { XDG_CACHE_HOME: '/b' }, /^\/b\/minutehand\/bin\/temporal$/],
    ['minutehand in ~/.cache', {}, /\/\.cache\/minutehand\/bin\/temporal$/],
  ];
  for (const [what, variables, expected] of cases) {
    it(`is ${what}`, () => assert.match(cachedDevServer(variables), expected));
  }
});
