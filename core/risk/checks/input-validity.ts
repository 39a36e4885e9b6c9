import { riskInputSchema } from '../input-schema.ts';
import { refuse } from '../refusal.ts';
import type { Refusal, RiskInputs } from '../verdict.ts';

/**
 * One INPUT_INVALID for every input that is missing, not finite, zero where nothing real is zero, or absurd; the
 * numbers hold the input's path and its text. Never throws, whatever it is given.
 */
export function checkInputValidity(inputs: RiskInputs): Refusal[] {
  const parsed = riskInputSchema.safeParse(inputs, { error: () => 'must be there, with all its fields' });
  if (parsed.success) return [];
  return parsed.error.issues.map((issue) => {
    const name = issue.path.join('.') || 'inputs';
    const value = shown(valueAt(inputs, issue.path));
    return refuse('INPUT_INVALID', `Input ${name} is ${value}: it ${issue.message}.`, { input: name, value });
  });
}

function valueAt(root: unknown, path: readonly PropertyKey[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<PropertyKey, unknown> | undefined)?.[key], root);
}

function shown(value: unknown): string {
  if (typeof value === 'string') return `"${value.slice(0, 40)}"`;
  if (Array.isArray(value)) return `a list of ${value.length}`;
  return typeof value === 'object' && value !== null ? 'not as it should be' : String(value);
}
