import type { z } from 'zod';
import { ConfigurationRefused } from './refusal.ts';

/** Says where a key was given, e.g. `--speed`, or `"speed" in minutehand.json`. */
export type KeyName = (path: readonly string[]) => string;

/**
 * Validates against a schema whose messages say what would be right.
 *
 * @throws ConfigurationRefused naming the key, the value and what would be right; the first one only.
 */
export function validate<S extends z.ZodType>(schema: S, given: unknown, keyName: KeyName): z.infer<S> {
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  const path = issue.path.map(String);
  if (issue.code === 'unrecognized_keys') {
    const key = issue.keys[0] ?? '';
    const known = knownKeys(schema, path);
    const near = known.find((candidate) => distance(candidate.toLowerCase(), key.toLowerCase()) <= 2);
    const advice = near === undefined ? `known keys are ${known.join(', ')}` : `did you mean "${near}"?`;
    throw new ConfigurationRefused(`${keyName([...path, key])} is not a known key: ${advice}`);
  }
  const value = JSON.stringify(valueAt(given, path));
  throw new ConfigurationRefused(
    path.length === 0
      ? 'the configuration must be an object of keys and values'
      : `${keyName(path)} is ${value}, and must be ${issue.message.replace(/^Invalid input: expected /, 'an ')}`,
  );
}

function valueAt(given: unknown, path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], given);
}

/** Keys of the object that stands at `path` in the schema, looking through defaults and transforms. */
function knownKeys(schema: z.ZodType, path: readonly string[]): string[] {
  const shape = shapeOf(schema);
  const [key, ...rest] = path;
  if (key === undefined) return Object.keys(shape ?? {});
  const inner = shape?.[key];
  return inner === undefined ? [] : knownKeys(inner, rest);
}

function shapeOf(schema: z.ZodType): Record<string, z.ZodType> | undefined {
  const definition = schema.def as { shape?: Record<string, z.ZodType>; innerType?: z.ZodType; in?: z.ZodType };
  const inner = definition.innerType ?? definition.in;
  return definition.shape ?? (inner === undefined ? undefined : shapeOf(inner));
}

/** Levenshtein's edit distance. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, index) => index);
  for (let i = 1; i <= a.length; i += 1) {
    const next = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const substitution = row[j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(row[j]! + 1, next[j - 1]! + 1, substitution));
    }
    row = next;
  }
  return row[b.length]!;
}
