import { condition, defineSignal, proxyActivities, setHandler } from '@temporalio/workflow';

export const goSignal = defineSignal('go');

const { mark } = proxyActivities<{ mark(): Promise<void> }>({ startToCloseTimeout: '5s' });

/** One ordinary activity after each signal, `rounds` times: the least that a signalled step can cost. */
export async function bareWorkflow(rounds: number): Promise<void> {
  let waiting = 0;
  setHandler(goSignal, () => {
    waiting += 1;
  });
  for (let round = 0; round < rounds; round++) {
    await condition(() => waiting > 0);
    waiting -= 1;
    await mark();
  }
}
