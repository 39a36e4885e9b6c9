import assert from 'node:assert/strict';
import { firstAnswer } from '../../../../apps/cli/steps/first-answer.ts';

const SOON = { eachMs: 40, withinMs: 200, pauseMs: 5 };

describe('the first answer of the strategy', () => {
  it('is asked for again when a question was lost', async () => {
    const waits: number[] = [];
    const answer = await firstAnswer((timeoutMs) => {
      waits.push(timeoutMs);
      return waits.length < 3 ? Promise.reject(new Error('4 DEADLINE_EXCEEDED')) : Promise.resolve('running');
    }, SOON);
    assert.equal(answer, 'running');
    assert.deepEqual(waits, [40, 40, 40]);
  });

  it('is given up in the end, with what the server said', async () => {
    let questions = 0;
    const failure = new Error('Failed to query Workflow', { cause: new Error('4 DEADLINE_EXCEEDED') });
    await assert.rejects(
      firstAnswer(() => {
        questions += 1;
        return Promise.reject(failure);
      }, SOON),
      /does not answer, asked for 0\.2 s: Failed to query Workflow: 4 DEADLINE_EXCEEDED/,
    );
    assert.ok(questions > 2, String(questions));
  });
});
