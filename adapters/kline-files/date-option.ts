/**
 * Reads a date of the command line: `2022-05-09`, or a time `2022-05-09T12:30` or `2022-05-09T12:30:00Z`, always UTC.
 * @param option its name, for the error, e.g. "--from".
 * @returns epoch ms.
 * @throws RangeError when it isn't a date of the calendar.
 */
export function parseUtcDate(text: string, option: string): number {
  const match = /^(\d{4}-\d{2}-\d{2})(?:T(\d{2}:\d{2})(?::00(?:\.000)?)?Z?)?$/.exec(text);
  if (match) {
    const [, day, time = '00:00'] = match as unknown as [string, string, string?];
    const epoch = Date.parse(`${day}T${time}:00.000Z`);
    // Date.parse carries 2022-02-30 over into March in some engines: the text must come back.
    if (!Number.isNaN(epoch) && new Date(epoch).toISOString().startsWith(`${day}T${time}`)) return epoch;
  }
  throw new RangeError(`${option} "${text}" is not a date; write 2022-05-09 or 2022-05-09T12:30 (UTC)`);
}
