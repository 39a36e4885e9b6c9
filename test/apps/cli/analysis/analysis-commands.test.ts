import assert from 'node:assert/strict';
import { capturedCommand } from '../lake/captured-command.ts';

const TEN_DAYS = ['--from', '2025-12-02', '--to', '2025-12-12'];

describe('the commands of analysis', () => {
  it('lookahead-analysis finds the label and nothing else on the simulated market', async () => {
    const { code, stdout, stderr } = await capturedCommand([
      'lookahead-analysis',
      '--cuts',
      '2',
      '--json',
      ...TEN_DAYS,
    ]);
    assert.equal(code, 0, stderr);
    const answer = JSON.parse(stdout);
    assert.deepEqual(answer.leaks, []);
    assert.equal(answer.cuts.length, 2);
    assert.deepEqual(
      answer.control.map(({ name, minutesAhead }: { name: string; minutesAhead: number }) => [name, minutesAhead]),
      [['label', 3]],
    );
  });

  it('recursive-analysis shows what a start-up changes, and that 1,500 bars are enough', async () => {
    const args = ['recursive-analysis', '--ends', '2', '--lengths', '120', ...TEN_DAYS];
    const { code, stdout, stderr } = await capturedCommand(args, 120);
    assert.equal(code, 0, stderr);
    assert.match(stdout, /feature +120 bars +1500 bars\n/);
    assert.match(stdout, /rsi_14 +\d\.\de-\d+ +0\n/);
    const json = JSON.parse((await capturedCommand([...args, '--json'])).stdout);
    assert.deepEqual(json.lengths, [120, 1500]);
    assert.ok(json.features.every(({ differences }: { differences: number[] }) => differences[1]! <= 1e-9));
  });

  for (const [args, sentence] of [
    [['lookahead-analysis', '--from', '2025-12-02', '--to', '2025-12-03'], /has 1440 minutes .* 10000 or more/],
    [['lookahead-analysis', '--rule', 'hunch'], /flat, random, momentum/],
    [['recursive-analysis', '--lengths', '20'], /--lengths 20: 60 to 6000 bars/],
    [['recursive-analysis', '--from', 'yesterday'], /--from "yesterday" is not a date/],
    [['recursive-analysis', '--data', '/nowhere/at/all'], /--data: .*\/nowhere\/at\/all/],
  ] as const) {
    it(`refuses ${args.join(' ')}`, async () => {
      const { code, stderr } = await capturedCommand(args);
      assert.equal(code, 2);
      assert.match(stderr, sentence);
    });
  }
});
