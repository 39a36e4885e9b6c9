/** `minutehand`: commands on what is there, beside `npm start`, which runs it. */
import { runCommand } from './run-command.ts';

// A reader that has seen enough (`| head`) is no failure.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
const code = await runCommand(process.argv.slice(2));
process.stdout.write('', () => process.exit(code));
