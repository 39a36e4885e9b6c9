/** How numbers stand in the sentences of refusals. */

/** 0.0512 as "5.12 %". */
export function percent(fraction: number): string {
  return `${(fraction * 100).toFixed(2)} %`;
}

/** 12.345 as "12.3 bps". */
export function bps(value: number): string {
  return `${value.toFixed(1)} bps`;
}

/** 61,500 ms as "61.5 s". */
export function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(1)} s`;
}

/** An epoch time as "2026-01-02 03:04 UTC". */
export function utcMinute(epochMs: number): string {
  return `${new Date(epochMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
