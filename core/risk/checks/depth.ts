import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { bps } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry into a book that holds too little within the band on the side we take. */
export function checkDepth({ inputs, levels, depthQuote, side }: RiskFacts): Refusal | undefined {
  const { minDepthQuote, depthBandBps } = inputs.limits;
  if (levels.length > 0 && depthQuote.gte(minDepthQuote)) return undefined;
  return refuse(
    'THIN_BOOK',
    `The book offers ${depthQuote.toFixed(0)} to a ${side} within ${bps(depthBandBps)} of the mid; ` +
      `${minDepthQuote} are needed.`,
    { depthQuote: depthQuote.toFixed(2), minDepthQuote, depthBandBps },
  );
}
