import { fileURLToPath } from 'node:url';

/** Folder of the pipeline's recorded histories. */
export const PIPELINE_HISTORIES = fileURLToPath(new URL('../../histories/pipeline', import.meta.url));

export const BACKFILL_HISTORY = fileURLToPath(new URL('../../histories/pipeline/backfill.json', import.meta.url));
