/**
 * Loaded into every child before its own code: should the one that started it be gone (kill -9 included), the child may
 * end by itself, and is ended a few seconds later if it did not, be it hung or still starting.
 *
 * Plain JavaScript: worker threads of a child load it too, before any TypeScript loader.
 */
const GRACE_MS = 5_000;

process.once('disconnect', () => {
  setTimeout(() => process.exit(1), GRACE_MS).unref();
});
