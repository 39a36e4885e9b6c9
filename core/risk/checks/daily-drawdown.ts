import { drawdownOf, isBreakerTripped } from '../circuit-breaker.ts';
import type { RiskFacts } from '../facts.ts';
import { refuse } from '../refusal.ts';
import { percent } from '../sentence-numbers.ts';
import type { Refusal } from '../verdict.ts';

/** No entry once today's fall of equity has reached the breaker's limit. */
export function checkDailyDrawdown({ inputs }: RiskFacts): Refusal | undefined {
  const { dayStartEquity, account, limits } = inputs;
  if (!isBreakerTripped(dayStartEquity, account.equity, limits)) return undefined;
  const drawdown = drawdownOf(dayStartEquity, account.equity);
  return refuse(
    'DAILY_DRAWDOWN',
    `Equity is ${percent(drawdown)} below the start of the day; the limit is ${percent(limits.dailyDrawdown)}.`,
    { drawdown, limit: limits.dailyDrawdown, dayStartEquity, equity: account.equity },
  );
}
