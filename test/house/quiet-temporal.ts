import { DefaultLogger, Runtime } from '@temporalio/worker';

/** Imported for its effect, once for all tests of a process: the SDK tells errors only. */
Runtime.install({ logger: new DefaultLogger('ERROR') });
