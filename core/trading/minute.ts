import { MINUTE_MS } from '../market/bar.ts';
import { watchAuditBacklog } from './audit-backlog.ts';
import { closedAt, resumeAfterHalt, tripBreakerIfDown } from './circuit-breaker-24h.ts';
import type { Draft } from './draft.ts';
import { markToClose } from './equity.ts';
import { lookNow } from './observing.ts';
import type { TradingEvent } from './step-contract.ts';

/**
 * A bar has closed. With a position the minute begins with a look at the exchange (was it stopped out?); flat, it ends
 * with one. A bar seen before is only acknowledged; one after missed minutes is not traded.
 */
export function beginMinute(draft: Draft, event: Extract<TradingEvent, { type: 'bar' }>): void {
  const { bar } = event;
  const { lastBar } = draft.state;
  if (lastBar !== undefined && bar.openTime <= lastBar) {
    if (bar.openTime === lastBar) draft.act({ type: 'finishMinute', bar: bar.openTime });
    return;
  }
  const missed = lastBar === undefined ? 0 : (bar.openTime - lastBar) / MINUTE_MS - 1;
  const now = closedAt(bar.openTime);
  const holds = draft.state.position !== undefined;
  draft.change({
    lastBar: bar.openTime,
    lastClose: bar.close,
    pending: {
      bar,
      source: event.source,
      ageMs: event.ageMs,
      receivedAt: event.receivedAt,
      missed,
      looksLater: !holds,
    },
  });
  watchAuditBacklog(draft);
  if (missed > 0) {
    draft.tell(
      'gap',
      `${missed} minute(s) before ${new Date(bar.openTime).toISOString()} were missed and are not traded`,
    );
  }
  markToClose(draft, bar.close, bar.openTime);
  resumeAfterHalt(draft, now);
  // With a position the look decides on the breaker, by the exchange's own equity (or by this estimate if it fails).
  if (holds) lookNow(draft);
  else tripBreakerIfDown(draft, now);
  draft.act({ type: 'predict', bar: bar.openTime });
  if (!holds) lookNow(draft);
  draft.act({ type: 'finishMinute', bar: bar.openTime });
}
