import { readFileSync } from 'node:fs';
import { ConfigurationRefused } from './refusal.ts';

/**
 * Reads a JSON file of configuration, not yet validated.
 *
 * @throws ConfigurationRefused when it can't be read or is not a JSON object.
 */
export function readConfigurationFile(file: string): Record<string, unknown> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    const why =
      error instanceof SyntaxError ? `is not JSON: ${error.message}` : `can't be read: ${(error as Error).message}`;
    throw new ConfigurationRefused(`the configuration file ${file} ${why}`);
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
    throw new ConfigurationRefused(
      `the configuration file ${file} must hold one JSON object, like { "market": "simulated" }`,
    );
  }
  return parsed as Record<string, unknown>;
}
