import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { percent } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry unless Kelly's f is above 0: a strategy that earns nothing after costs sizes itself to zero. */
export function checkEdge({ kelly }: RiskFacts): Refusal | undefined {
  if (kelly.f > 0) return undefined;
  const evidence =
    kelly.trades === 0
      ? 'There is no closed trade and no prior to take an edge from.'
      : `No edge after costs: ${percent(kelly.p)} of ${Math.round(kelly.trades)} trades won, at a payoff of ` +
        `${kelly.payoff.toFixed(2)}, which makes Kelly's fraction ${kelly.f.toFixed(3)}.`;
  return refuse('NO_EDGE', evidence, { f: kelly.f, p: kelly.p, payoff: kelly.payoff, trades: kelly.trades });
}
