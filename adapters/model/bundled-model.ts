import { existsSync } from 'node:fs';
import path from 'node:path';
import { MANIFEST_FILE } from './bundle.ts';

/**
 * Folder of the bundle that ships with the project, by kind of market: only the simulated one has one. Looked for beside
 * this file and, from a build, in the sources above it.
 */
export function bundledModelDirectory(market: string): string | undefined {
  if (market !== 'simulated') return undefined;
  for (let folder = import.meta.dirname; ; folder = path.dirname(folder)) {
    for (const place of ['bundled/simulated', 'adapters/model/bundled/simulated']) {
      const directory = path.join(folder, place);
      if (existsSync(path.join(directory, MANIFEST_FILE))) return directory;
    }
    if (path.dirname(folder) === folder) return undefined;
  }
}
