import assert from 'node:assert/strict';
import { WorkflowNotFoundError } from '@temporalio/client';
import type { Client } from '@temporalio/client';
import { refuseForeignStrategy } from '../../../apps/cli/steps/temporal-server.ts';

/** A client whose server describes the trading workflow so, or knows none. */
function clientThatSees(description: { status: string; memo?: Record<string, unknown> } | undefined): Client {
  const describe = async (): Promise<object> => {
    if (!description) throw new WorkflowNotFoundError('not found', 'trading-BTCUSDT', undefined);
    return { status: { name: description.status }, memo: description.memo };
  };
  return { workflow: { getHandle: () => ({ describe }) } } as unknown as Client;
}

describe('a shared Temporal server', () => {
  it('with no strategy, with one that has ended, or with ours: is used', async () => {
    await refuseForeignStrategy(clientThatSees(undefined), 'ours0001', 'here');
    await refuseForeignStrategy(
      clientThatSees({ status: 'TERMINATED', memo: { runTag: 'their001' } }),
      'ours0001',
      'here',
    );
    await refuseForeignStrategy(
      clientThatSees({ status: 'RUNNING', memo: { runTag: 'ours0001' } }),
      'ours0001',
      'here',
    );
  });

  it('with the strategy of another data folder: is refused, with both names and what to do', async () => {
    for (const memo of [{ runTag: 'their001' }, {}]) {
      await assert.rejects(
        refuseForeignStrategy(clientThatSees({ status: 'RUNNING', memo }), 'ours0001', 'here'),
        /trading-BTCUSDT at here belongs to another data folder .*ours0001.*TEMPORAL_NAMESPACE/,
      );
    }
  });
});
