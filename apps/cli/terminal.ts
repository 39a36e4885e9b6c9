/** Where a start talks to a person: lines, and one live line that is rewritten in place where that is possible. */
export interface Terminal {
  /** A line that stays. */
  say(line: string): void;
  /** The live line. On a pipe it is a line like others, every few seconds. */
  live(line: string): void;
  /** Ends the live line, so that what follows begins on its own. */
  endLive(): void;
}

const PIPE_EVERY_MS = 5_000;

export function openTerminal(stream: NodeJS.WriteStream): Terminal {
  return stream.isTTY ? rewriting(stream) : appending(stream);
}

function rewriting(stream: NodeJS.WriteStream): Terminal {
  let shown = '';
  const clear = () => (shown === '' ? '' : '\r\x1b[2K');
  return {
    say(line) {
      stream.write(`${clear()}${line}\n${shown}`);
    },
    live(line) {
      const before = clear();
      shown = line.slice(0, Math.max(20, stream.columns - 1));
      stream.write(`${before}${shown}`);
    },
    endLive() {
      if (shown !== '') stream.write('\n');
      shown = '';
    },
  };
}

function appending(stream: NodeJS.WriteStream): Terminal {
  let lastAt = 0;
  return {
    say: (line) => void stream.write(`${line}\n`),
    live(line) {
      if (Date.now() - lastAt < PIPE_EVERY_MS) return;
      lastAt = Date.now();
      stream.write(`${line}\n`);
    },
    endLive() {},
  };
}
