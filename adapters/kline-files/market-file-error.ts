/** A file of market data that can't be used as it is: names the file, the line where there is one, and what would be right. */
export class MarketFileError extends Error {
  readonly file: string;
  readonly line: number | undefined;
  constructor(file: string, line: number | undefined, reason: string) {
    super(line === undefined ? `${file}: ${reason}` : `${file}, line ${line}: ${reason}`);
    this.name = 'MarketFileError';
    this.file = file;
    this.line = line;
  }
}
