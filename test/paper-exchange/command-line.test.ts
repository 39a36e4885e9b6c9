import assert from 'node:assert/strict';
import { readCommandLine, UsageError } from '../../apps/paper-exchange/command-line.ts';
import type { PaperExchangeSettings } from '../../apps/paper-exchange/command-line.ts';

function read(...args: string[]): PaperExchangeSettings {
  return readCommandLine(args, () => undefined);
}

function refusal(...args: string[]): UsageError {
  try {
    read(...args);
  } catch (error) {
    assert.ok(error instanceof UsageError, String(error));
    return error;
  }
  throw new assert.AssertionError({ message: `${args.join(' ')} was accepted` });
}

describe('npm run paper-exchange', () => {
  it('has a default for everything', () => {
    const settings = read();
    assert.deepEqual(
      [settings.market, settings.speed, settings.port, settings.host, settings.deposit, settings.symbols],
      ['simulated', 1, 8400, '127.0.0.1', '10000', ['BTCUSDT']],
    );
  });

  it('reads every option', () => {
    const replay = read(
      ...'--market replay --data klines --from 2022-05-09 --to 2022-05-12T06:30Z --speed max --port 0'.split(' '),
      ...'--symbol ETHUSDT --deposit 500.5 --fee-maker 0 --fee-taker 0.0004 --data-dir /d --json'.split(' '),
    );
    assert.equal(replay.from, Date.UTC(2022, 4, 9));
    assert.equal(replay.to, Date.UTC(2022, 4, 12, 6, 30));
    assert.deepEqual(
      [replay.speed, replay.port, replay.symbols, replay.deposit, replay.feeMaker, replay.feeTaker, replay.json],
      ['max', 0, ['ETHUSDT'], '500.5', '0', '0.0004', true],
    );
    assert.deepEqual(read('--symbol', 'BTCUSDT,ETHUSDT', '--seed', '7', '--speed', '60').symbols, [
      'BTCUSDT',
      'ETHUSDT',
    ]);
  });

  it('explains every option and ends with 0 on --help', () => {
    let text = '';
    try {
      readCommandLine(['--help'], (part) => (text += part));
      assert.fail('help does not go on');
    } catch (error) {
      assert.ok(error instanceof UsageError);
      assert.equal(error.exitCode, 0);
    }
    for (const option of [
      'port',
      'market',
      'speed',
      'seed',
      'data',
      'from',
      'to',
      'data-dir',
      'deposit',
      'fee-taker',
    ]) {
      assert.ok(text.includes(`--${option}`), option);
    }
  });

  it('refuses what can’t be used, with a sentence that names it and exit code 2', () => {
    const cases: [args: string[], sentence: RegExp][] = [
      [['--speed', 'fast'], /--speed.*"fast" is not "max" or a number/],
      [['--speed', '5000'], /--speed/],
      [['--port', '70000'], /--port.*from 0 to 65535/],
      [['--market', 'kraken'], /--market.*simulated, replay, binance/],
      [['--market', 'replay'], /needs --data/],
      [['--data', 'x'], /--data is for --market replay only/],
      [['--market', 'replay', '--data', 'x', '--from', 'yesterday'], /--from.*"yesterday" is not a date/],
      [['--market', 'replay', '--data', 'x', '--from', '2022-02-30'], /--from/],
      [
        ['--market', 'replay', '--data', 'x', '--from', '2022-05-09', '--to', '2022-05-09'],
        /--to must be after --from/,
      ],
      [['--market', 'binance', '--speed', '60'], /real time/],
      [['--market', 'binance', '--symbol', 'BTCUSDT,ETHUSDT'], /one symbol/],
      [['--market', 'binance', '--hold-after', '0'], /live market cannot be held/],
      [['--hold-after', 'noon'], /--hold-after.*whole number/],
      [['--rest-url', 'http://x'], /belong together/],
      [['--deposit', '-5'], /--deposit/],
      [['--fee-taker', '5'], /--fee-taker.*fraction/],
      [['--symbol', 'btc'], /--symbol/],
      [['--seed', '1.5'], /--seed/],
      [['--colour', 'red'], /unknown option '--colour'/],
      [['left', 'over'], /too many arguments/],
    ];
    for (const [args, sentence] of cases) {
      const error = refusal(...args);
      assert.match(error.message, sentence);
      assert.equal(error.exitCode, 2, args.join(' '));
      assert.ok(!error.message.includes('\n'), `one sentence: ${error.message}`);
    }
  });
});
