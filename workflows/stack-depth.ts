/**
 * Loaded once into the context that workflows run in, before any of them. The SDK takes a stack trace of every promise
 * that a workflow makes, for its stack trace query, and looks up each frame in the source map. Replaying a history of 98
 * events took 120 ms with the default of ten frames and 74 ms with one, which still says where an error was thrown.
 */
Error.stackTraceLimit = 1;
