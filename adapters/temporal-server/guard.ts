/**
 * Runs one program and makes sure that it does not outlive whoever started us: `guard PROGRAM ARG…`, started with an
 * IPC channel. When the channel closes, for whatever reason (kill -9 included), the program is ended.
 */
import { spawn } from 'node:child_process';

const TERM_GRACE_MS = 4_000;

const [program, ...args] = process.argv.slice(2);
if (program === undefined) throw new Error('usage: guard PROGRAM ARG…');

const child = spawn(program, args, { stdio: ['ignore', 'inherit', 'inherit'] });

let ending = false;
function end(): void {
  if (ending) return;
  ending = true;
  child.kill('SIGTERM');
  setTimeout(() => child.kill('SIGKILL'), TERM_GRACE_MS).unref();
}

process.on('disconnect', end);
process.on('SIGTERM', end);
process.on('SIGINT', end);
child.on('error', (error) => {
  process.stderr.write(`${error.message}\n`);
  process.exit(127);
});
child.on('spawn', () => process.send?.({ pid: child.pid }));
child.on('exit', (code, signal) => process.exit(code ?? (signal === null ? 1 : 128)));
if (!process.connected) end();
