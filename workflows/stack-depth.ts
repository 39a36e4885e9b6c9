/**
 * Loaded once into the context that workflows run in, before any of them. The SDK takes a stack trace of every promise
 * that a workflow makes, for its stack trace query, and looks up each frame in the source map: at the default of ten frames this
 * took longer than everything else that a workflow does. One frame says where an error was thrown.
 */
Error.stackTraceLimit = 1;
