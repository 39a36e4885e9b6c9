import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Context } from 'mocha';
import type { SparkEnvironment } from '../../../adapters/glue/spark-environment.ts';
import { sparkVariables } from '../../../adapters/glue/spark-environment.ts';
import { needSpark } from './need-spark.ts';

const SERVER = path.join(import.meta.dirname, 'spark_server.py');

/** A Spark session in Python. One for all tests of a run: it takes seconds to start, and ends with the run. */
export interface SparkSession {
  /** Runs statements in order; the rows of the last, each an array. Tables are named delta.`/path`. */
  sql(...statements: string[]): Promise<unknown[][]>;
  /** Runs the Glue job; the lines that it has said. */
  job(args: Readonly<Record<string, string>>): Promise<string[]>;
}

let session: Promise<SparkSession> | undefined;

/** Skips with a sentence where Spark can't be had; with CI=true that fails. */
export async function needSparkSession(context: Context): Promise<SparkSession> {
  const environment = await needSpark(context);
  return (session ??= startSession(environment));
}

async function startSession(environment: SparkEnvironment): Promise<SparkSession> {
  const child = spawn(environment.python, [SERVER], {
    stdio: ['pipe', 'pipe', 'pipe'],
    env: { ...process.env, ...sparkVariables(environment) },
    detached: true,
  });
  // Not to be waited for, and not to be left behind.
  process.once('exit', () => process.kill(-(child.pid ?? NaN), 'SIGKILL'));
  const errors: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => errors.push(line));
  const waiting: { resolve: (answer: unknown) => void; reject: (error: Error) => void }[] = [];
  const next = () => new Promise<unknown>((resolve, reject) => waiting.push({ resolve, reject }));
  createInterface({ input: child.stdout }).on('line', (line) => {
    const { answer, error } = JSON.parse(line) as { answer?: unknown; error?: string };
    const asked = waiting.shift();
    if (error === undefined) asked?.resolve(answer);
    else asked?.reject(new Error(error));
  });
  child.once('close', () => {
    for (const { reject } of waiting.splice(0)) reject(new Error(`Spark has ended: ${errors.slice(-5).join('\n')}`));
  });
  const ready = next();
  const ask = (...request: string[]) => {
    const answer = next();
    child.stdin.write(`${JSON.stringify(request)}\n`);
    return answer;
  };
  await ready;
  return {
    sql: (...statements) => ask('sql', ...statements) as Promise<unknown[][]>,
    job: (args) => ask('job', ...Object.entries(args).flat()) as Promise<string[]>,
  };
}
