/** What a stream client's exception says: the library throws errors, events, and plain objects around one. */
export function textOf(reason: unknown): string {
  if (typeof reason === 'string') return reason;
  const { message, exception, msg } = (reason ?? {}) as { message?: unknown; exception?: unknown; msg?: unknown };
  const inner = exception === undefined ? '' : ` (${textOf(exception)})`;
  const text = [message, msg].find((part) => typeof part === 'string');
  return `${text ?? 'unexplained failure'}${inner}`;
}
