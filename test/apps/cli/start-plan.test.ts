import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfigurationRefused } from '../../../adapters/config/refusal.ts';
import { HelpAsked } from '../../../apps/cli/options.ts';
import { planStart } from '../../../apps/cli/start-plan.ts';
import { DEFAULT_DRIFT_LIMITS } from '../../../core/model/drift/drift-limits.ts';
import { DEFAULT_RISK_LIMITS } from '../../../core/risk/limits.ts';

const env = { XDG_DATA_HOME: '/state' };
const plan = (line: string, environment: NodeJS.ProcessEnv = env) =>
  planStart(
    line.split(' ').filter((word) => word !== ''),
    environment,
  );

function refusal(line: string, environment?: NodeJS.ProcessEnv): string {
  try {
    plan(line, environment);
  } catch (error) {
    assert.ok(error instanceof ConfigurationRefused, String(error));
    return error.message;
  }
  assert.fail(`"${line}" was accepted`);
}

describe('the options of a start', () => {
  it('without any: simulated market at 60x on paper with the bundled model and the default limits', () => {
    assert.deepEqual(plan(''), {
      market: 'simulated',
      speed: '60',
      clock: { kind: 'scaled', speed: 60 },
      exchange: 'paper',
      model: { kind: 'bundled' },
      limits: DEFAULT_RISK_LIMITS,
      seed: 1,
      deposit: '10000',
      dataDirectory: '/state/minutehand/simulated',
      json: false,
      pipeline: true,
      serving: { kind: 'in-process' },
      drift: DEFAULT_DRIFT_LIMITS,
      etl: { stages: 'local' },
      training: { runner: 'local' },
      ports: {},
    });
  });

  const replay = { market: 'replay', model: { kind: 'trained' }, dataDirectory: '/state/minutehand/replay' };
  const binance = {
    ...{ market: 'binance', model: { kind: 'trained' }, dataDirectory: '/state/minutehand/binance' },
    ...{ speed: '1', clock: { kind: 'realtime' } },
  };
  const accepted: readonly (readonly [string, object])[] = [
    ['--speed 1', { clock: { kind: 'realtime' }, speed: '1' }],
    ['--speed max', { clock: { kind: 'lockstep' }, speed: 'max' }],
    ['--speed 2.5', { clock: { kind: 'scaled', speed: 2.5 }, speed: '2.5' }],
    ['--market replay --data /klines', { ...replay, data: '/klines' }],
    [
      '--market replay --data /k --from 2022-05-09 --to 2022-05-13',
      { ...replay, data: '/k', from: '2022-05-09', to: '2022-05-13' },
    ],
    ['--market binance', binance],
    ['--train', { model: { kind: 'trained' } }],
    ['--model forced:SELL', { model: { kind: 'forced', signal: 'SELL' } }],
    ['--model /models/a', { model: { kind: 'directory', directory: '/models/a' } }],
    ['--rules seed', { limits: { ...DEFAULT_RISK_LIMITS, rules: 'seed' } }],
    ['--minutes 90 --json', { minutes: 90, json: true }],
    ['--seed 7 --deposit 2500.5', { seed: 7, deposit: '2500.5' }],
    ['--data-dir /elsewhere', { dataDirectory: '/elsewhere' }],
    ['--no-pipeline', { pipeline: false }],
    ['--lake /lake', { lake: { kind: 'folder', folder: '/lake' } }],
    ['--lake s3://bucket/a/b', { lake: { kind: 's3', bucket: 'bucket', prefix: 'a/b' } }],
    ['--etl-stages spark-submit', { etl: { stages: 'spark-submit', timeoutMs: 7_200_000 } }],
    [
      '--etl-stages glue --glue-job minutehand --lake s3://bucket/a',
      {
        lake: { kind: 's3', bucket: 'bucket', prefix: 'a' },
        etl: { stages: 'glue', job: 'minutehand', timeoutMs: 7_200_000 },
      },
    ],
    [
      '--port-dashboard 1 --port-temporal 2 --port-web-ui 3 --port-exchange 4',
      { ports: { dashboard: 1, temporal: 2, webUi: 3, exchange: 4 } },
    ],
  ];
  for (const [line, expected] of accepted) {
    it(`change by ${line} what it says, and nothing else`, () =>
      assert.deepEqual(plan(line), { ...plan(''), ...expected }));
  }

  it('takes testnet with keys from the environment, and keeps its state apart', () => {
    const keys = { ...env, MINUTEHAND_API_KEY: 'k', MINUTEHAND_API_SECRET: 's' };
    const { exchange, dataDirectory } = plan('--exchange testnet --market binance', keys);
    assert.deepEqual({ exchange, dataDirectory }, { exchange: 'testnet', dataDirectory: '/state/minutehand/testnet' });
  });

  it('takes testnet keys from a folder of secrets instead', () => {
    const { secretsDirectory } = plan('--exchange testnet --market binance --secrets-dir /keys');
    assert.equal(secretsDirectory, '/keys');
  });

  const refused: readonly (readonly [string, RegExp])[] = [
    ['--market forex', /^--market is "forex", and must be one of simulated, replay, binance$/],
    ['--speed fast', /^--speed is "fast", and must be "max", or a number above 0 and up to 1000$/],
    ['--speed 0', /^--speed is "0", and must be/],
    ['--speed 1001', /^--speed is "1001", and must be/],
    ['--market replay', /^--market replay needs --data DIR/],
    ['--data /klines', /with --market simulated they mean nothing: add --market replay/],
    ['--market binance --from 2022-05-09', /with --market binance they mean nothing/],
    ['--market replay --data /k --from 2022-02-30', /^--from is "2022-02-30", and must be a date like/],
    [
      '--market replay --data /k --from 2022-05-13 --to 2022-05-09',
      /^--from 2022-05-13 is not before --to 2022-05-09$/,
    ],
    ['--market binance --speed 60', /^--speed 60 is impossible with --market binance/],
    ['--exchange live', /^--exchange live is refused: the paper gate is not open/],
    ['--exchange live --rules seed', /^--exchange live is refused/],
    ['--exchange testnet', /add --market binance$/],
    ['--exchange testnet --market binance', /needs MINUTEHAND_API_KEY and MINUTEHAND_API_SECRET in the environment/],
    ['--secrets-dir /keys', /^--secrets-dir holds the keys of --exchange testnet/],
    ['--lake gs://bucket', /^--lake is "gs:\/\/bucket", and must be a folder, or s3:\/\/bucket\/prefix$/],
    ['--etl-stages emr', /^--etl-stages is "emr", and must be one of local, spark-submit, glue$/],
    ['--etl-stages glue --lake s3://bucket', /^--etl-stages glue needs --glue-job NAME/],
    ['--etl-stages glue --glue-job j', /it needs --lake s3:\/\/bucket\/prefix$/],
    ['--glue-job j', /^--glue-job names a job in AWS: it is for --etl-stages glue$/],
    [
      '--etl-stages glue --glue-job a*b --lake s3://bucket',
      /^--glue-job is "a\*b", and must be the name of a job in AWS Glue/,
    ],
    ['--etl-stages spark-submit --lake s3://bucket', /reads a lake in a folder, .*: right is local or glue$/],
    ['--model forced:UP', /^--model is "forced:UP", and must be forced:BUY/],
    ['--model /m --train', /give one of them$/],
    ['--rules none', /^--rules is "none", and must be one of gated, seed$/],
    ['--seed -1', /^--seed is -1, and must be a whole number from 0 to 4294967295$/],
    ['--seed 1.5', /^--seed is 1.5, and must be a whole number/],
    ['--deposit 0', /^--deposit is "0", and must be an amount of USDT, like 10000$/],
    ['--deposit 1e3', /^--deposit is "1e3", and must be an amount/],
    ['--minutes 0', /^--minutes is 0, and must be a whole number from 1/],
    ['--minutes ten', /^--minutes is "ten", and must be a whole number/],
    ['--port-web-ui 65536', /^--port-web-ui is 65536, and must be a whole number from 1 to 65535$/],
    ['--marke simulated', /^unknown option '--marke'; Did you mean --market\?/],
    ['--minutes', /^option '--minutes <number>' argument missing/],
    ['simulated', /^"simulated" is no option/],
    ['--config /no/such/file.json', /^the configuration file \/no\/such\/file\.json can't be read: ENOENT/],
  ];
  for (const [line, expected] of refused) {
    it(`refuses ${line} with one sentence`, () => {
      const message = refusal(line);
      assert.match(message, expected);
      assert.equal(message.includes('\n'), false);
    });
  }

  it('explains every option by --help', () => {
    assert.throws(
      () => plan('--help'),
      (error: unknown) => {
        assert.ok(error instanceof HelpAsked);
        const flags = [
          'market',
          'data',
          'from',
          'to',
          'speed',
          'exchange',
          'model',
          'train',
          'rules',
          'seed',
          'deposit',
        ];
        const others = ['data-dir', 'config', 'minutes', 'json', 'port-dashboard', 'port-temporal', 'port-web-ui'];
        for (const flag of [...flags, ...others, 'port-exchange']) {
          assert.match(error.message, new RegExp(`--${flag}\\b.* {2,}\\S`));
        }
        return true;
      },
    );
  });
});

describe('the configuration file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'minutehand-config-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  function withFile(content: unknown, line = ''): string {
    const file = path.join(folder, 'minutehand.json');
    writeFileSync(file, typeof content === 'string' ? content : JSON.stringify(content));
    return `--config ${file} ${line}`;
  }

  it('sets what the command line leaves open, and the command line wins', () => {
    const file = { speed: 10, seed: 3, ports: { dashboard: 9000, webUi: 9001 }, deposit: 500 };
    const { speed, seed, ports, deposit } = plan(withFile(file, '--seed 4 --port-web-ui 9002'));
    assert.deepEqual(
      { speed, seed, ports, deposit },
      { speed: '10', seed: 4, ports: { dashboard: 9000, webUi: 9002 }, deposit: '500' },
    );
  });

  it('bounds a run of the Spark job', () => {
    const etl = { stages: 'spark-submit', timeoutMinutes: 30 };
    assert.deepEqual(plan(withFile({ etl })).etl, { stages: 'spark-submit', timeoutMs: 1_800_000 });
  });

  it('changes single limits and keeps the rest', () => {
    const limits = { maxLossAtStop: 0.005, protections: { stopLossGuard: { stops: 2 } } };
    const { protections } = DEFAULT_RISK_LIMITS;
    assert.deepEqual(plan(withFile({ limits, rules: 'seed' })).limits, {
      ...DEFAULT_RISK_LIMITS,
      rules: 'seed',
      maxLossAtStop: 0.005,
      protections: { ...protections, stopLossGuard: { ...protections.stopLossGuard, stops: 2 } },
    });
  });

  it('moves live prices and the testnet to other addresses', () => {
    const place = { restUrl: 'http://127.0.0.1:9100/', wsUrl: 'ws://127.0.0.1:9100' };
    const clean = { restUrl: 'http://127.0.0.1:9100', wsUrl: 'ws://127.0.0.1:9100' };
    const file = { market: 'binance', endpoints: { marketData: place } };
    assert.deepEqual(plan(withFile(file)).marketData, clean);
    const keys = { ...env, MINUTEHAND_API_KEY: 'k', MINUTEHAND_API_SECRET: 's' };
    const testnet = { market: 'binance', exchange: 'testnet', endpoints: { testnet: place } };
    assert.deepEqual(plan(withFile(testnet), keys).testnet, clean);
  });

  const live = { restUrl: 'https://fapi.binance.com', wsUrl: 'wss://fstream.binance.com' };
  const refused: readonly (readonly [unknown, RegExp])[] = [
    [
      { market: 'binance', exchange: 'testnet', secretsDir: '/k', endpoints: { testnet: live } },
      /^"endpoints\.testnet" can't be used: restUrl points at "fapi\.binance\.com".*real money/,
    ],
    [{ endpoints: { marketData: live } }, /^"endpoints\.marketData" says where live prices come from/],
    [{ market: 'binance', endpoints: { testnet: live } }, /^"endpoints\.testnet" .* is for --exchange testnet$/],
    [
      { market: 'binance', endpoints: { marketData: { ...live, restUrl: 'fapi' } } },
      /^"endpoints\.marketData" can't be used: restUrl "fapi" is not http:\/\/ or https:\/\/host/,
    ],
    [
      { market: 'binance', endpoints: { marketData: { restUrl: 'https://a' } } },
      /^"endpoints\.marketData\.wsUrl" in .* must be a URL like wss/,
    ],
    [{ markt: 'simulated' }, /^"markt" in .*minutehand\.json is not a known key: did you mean "market"\?$/],
    [{ colour: 'blue' }, /^"colour" in .* is not a known key: known keys are market, data, from/],
    [{ limits: { kelyScale: 1 } }, /^"limits\.kelyScale" in .* did you mean "kellyScale"\?$/],
    [{ limits: { protections: { cooldown: 1 } } }, /"limits\.protections\.cooldown" .* known keys are cooldownMinutes/],
    [
      { limits: { maxLossAtStop: 0.02 } },
      /^"limits\.maxLossAtStop" in .* is 0\.02, and must be a number from 0\.0001 to 0\.01$/,
    ],
    [{ etl: { timeoutMinutes: 5 } }, /^"etl\.timeoutMinutes" bounds a run of the Spark job: it is for --etl-stages/],
    [
      { etl: { stages: 'spark-submit', timeoutMinutes: 0 } },
      /^"etl\.timeoutMinutes" in .* is 0, and must be a whole number from 1 to 2880$/,
    ],
    [{ etl: { stage: 'glue' } }, /^"etl\.stage" in .* is not a known key: did you mean "stages"\?$/],
    [{ etl: 'glue' }, /^"etl" in .* is "glue", and must be an object/],
    [{ limits: { dailyDrawdown: 0.06 } }, /"limits\.dailyDrawdown" .* must be a number from 0\.001 to 0\.05$/],
    [{ limits: { leverage: 10 } }, /"limits\.leverage" .* is 10, and must be a whole number from 1 to 5$/],
    [
      { limits: { protections: { lowEdge: { trades: 'x' } } } },
      /"limits\.protections\.lowEdge\.trades" .* is "x", and must be/,
    ],
    [{ ports: { dashboard: 0 } }, /^"ports\.dashboard" in .* is 0, and must be a whole number from 1 to 65535$/],
    [{ train: 'yes' }, /^"train" in .* is "yes", and must be true or false$/],
    [{ market: ['simulated'] }, /^"market" in .* is \["simulated"\], and must be one of/],
    ['{ "market": ', /is not JSON: /],
    ['[]', /must hold one JSON object/],
  ];
  for (const [content, expected] of refused) {
    it(`refuses ${typeof content === 'string' ? content : JSON.stringify(content)} with one sentence`, () => {
      const message = refusal(withFile(content));
      assert.match(message, expected);
      assert.equal(message.includes('\n'), false);
    });
  }

  it('names the flag for what stands on the command line, and the file for what stands there', () => {
    assert.match(refusal(withFile({ seed: -5 }, '--speed fast')), /^--speed|^"seed" in/);
    assert.match(refusal(withFile({ speed: 'fast', seed: 1 })), /^"speed" in /);
    assert.match(refusal(withFile({ speed: 'max' }, '--speed fast')), /^--speed is "fast"/);
  });
});
