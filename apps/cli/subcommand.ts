import { Command, InvalidArgumentError } from 'commander';

const HELP_WIDTH = 100;

/** A command of `minutehand`: its errors are thrown, and told by run-command.ts. */
export function subcommand(name: string, description: string): Command {
  return new Command(name)
    .description(description)
    .helpOption('-h, --help', 'show this text')
    .exitOverride()
    .configureOutput({ writeErr: () => {}, getOutHelpWidth: () => HELP_WIDTH })
    .allowExcessArguments(false);
}

/** A command below another that looks at a lake, with the options that all of them have. */
export function onLake(parent: Command, name: string, description: string): Command {
  const child = subcommand(name, description)
    .option('--data-dir <dir>', 'folder of state, in which the lake is (default: that of npm start)')
    .option('--lake <place>', 'the lake itself: a folder, or s3://bucket/prefix')
    .option('--json', 'for scripts: one line of JSON');
  parent.addCommand(child);
  return child;
}

/** Reads an option's value. @throws InvalidArgumentError with what would be right. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = /^\d+$/.test(text) ? Number(text) : NaN;
    if (value >= min && value <= max) return value;
    throw new InvalidArgumentError(`right is a whole number from ${min} to ${max}`);
  };
}
