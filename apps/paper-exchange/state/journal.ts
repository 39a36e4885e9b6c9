import {
  closeSync,
  existsSync,
  ftruncateSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { StateError } from './state-error.ts';

/** One line of the journal: `n` counts up by one from entry to entry, over all files the journal ever had. */
export interface Numbered<T> {
  readonly n: number;
  readonly entry: T;
}

/**
 * An append-only file of JSON lines. `append` returns when the line is with the operating system, so that a killed
 * process loses nothing that it has acknowledged (a power cut may). A last line without an end is the mark of a kill in
 * the middle of a write: it was never acknowledged, and is cut off when the file is opened. Anything else that is wrong
 * is refused.
 */
export class Journal<T> {
  readonly #file: string;
  #descriptor: number;
  #next: number;
  #entries: number;
  #bytes: number;

  private constructor(file: string, descriptor: number, next: number, entries: number, bytes: number) {
    this.#file = file;
    this.#descriptor = descriptor;
    this.#next = next;
    this.#entries = entries;
    this.#bytes = bytes;
  }

  /** Opens or creates the file; `firstNumber` is the number of its first entry if it is empty. Throws `StateError`. */
  static open<T>(file: string, firstNumber: number): { journal: Journal<T>; entries: readonly Numbered<T>[] } {
    const text = existsSync(file) ? readFileSync(file, 'utf8') : '';
    const end = text.lastIndexOf('\n') + 1;
    const entries = parseLines<T>(file, text.slice(0, end));
    const descriptor = openSync(file, existsSync(file) ? 'r+' : 'w+');
    const bytes = Buffer.byteLength(text.slice(0, end));
    ftruncateSync(descriptor, bytes);
    closeSync(descriptor);
    const next = (entries.at(-1)?.n ?? firstNumber - 1) + 1;
    return { journal: new Journal<T>(file, openSync(file, 'a'), next, entries.length, bytes), entries };
  }

  /** Entries in the present file. */
  get length(): number {
    return this.#entries;
  }

  /** Number of the newest entry. */
  get lastNumber(): number {
    return this.#next - 1;
  }

  /** When it throws (a full disk) the file is as it was before. */
  append(entry: T): void {
    const line = Buffer.from(`${JSON.stringify({ n: this.#next, entry })}\n`);
    try {
      for (let written = 0; written < line.length;) written += writeSync(this.#descriptor, line, written);
    } catch (error) {
      ftruncateSync(this.#descriptor, this.#bytes);
      throw error;
    }
    this.#bytes += line.length;
    this.#next += 1;
    this.#entries += 1;
  }

  /** Starts an empty file: a snapshot now holds all that was in the old one. */
  startAfresh(): void {
    const temporary = `${this.#file}.new`;
    writeFileSync(temporary, '');
    renameSync(temporary, this.#file);
    closeSync(this.#descriptor);
    this.#descriptor = openSync(this.#file, 'a');
    this.#entries = 0;
    this.#bytes = 0;
  }

  close(): void {
    closeSync(this.#descriptor);
  }
}

function parseLines<T>(file: string, text: string): Numbered<T>[] {
  const entries: Numbered<T>[] = [];
  const lines = text.split('\n');
  lines.pop();
  for (const [index, line] of lines.entries()) {
    const numbered = parseLine<T>(line);
    const previous = entries.at(-1);
    if (numbered === undefined) {
      throw new StateError(
        `${file} line ${index + 1} is not an entry of the journal; restore the folder from a copy or choose another`,
      );
    }
    if (previous !== undefined && numbered.n !== previous.n + 1) {
      throw new StateError(`${file} line ${index + 1} has number ${numbered.n} where ${previous.n + 1} was expected`);
    }
    entries.push(numbered);
  }
  return entries;
}

function parseLine<T>(line: string): Numbered<T> | undefined {
  try {
    const value = JSON.parse(line) as Partial<Numbered<T>> | null;
    return value !== null && Number.isSafeInteger(value.n) && typeof value.entry === 'object'
      ? (value as Numbered<T>)
      : undefined;
  } catch {
    return undefined;
  }
}
