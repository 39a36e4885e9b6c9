import type { Refusal, RefusalCode } from './verdict.ts';

/** Numbers of a refusal or a verdict as they are passed in; `reported` makes them fit for JSON. */
export type Figures = Readonly<Record<string, number | string>>;

/** A refusal whose numbers survive JSON: NaN and the infinities become their names. */
export function refuse(code: RefusalCode, sentence: string, figures: Figures = {}): Refusal {
  return { code, sentence, numbers: reported(figures) };
}

/** The same figures with every number that JSON would turn into null written as text. */
export function reported(figures: Figures): Figures {
  return Object.fromEntries(
    Object.entries(figures).map(([name, value]) => [
      name,
      typeof value === 'number' && !Number.isFinite(value) ? String(value) : value,
    ]),
  );
}
