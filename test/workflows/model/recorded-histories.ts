import { fileURLToPath } from 'node:url';

/** Folder of the recorded histories of retrainings. */
export const MODEL_HISTORIES = fileURLToPath(new URL('../../histories/model', import.meta.url));
