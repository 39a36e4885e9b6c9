import { createRequire } from 'node:module';
import { fileURLToPath, pathToFileURL } from 'node:url';

const require = createRequire(import.meta.url);

/**
 * Arguments with which `process.execPath` runs one of our modules: TypeScript through tsx, compiled JavaScript as it is.
 * `preloads` are URLs of modules to load before it.
 */
export function nodeArguments(module: string, preloads: readonly string[], args: readonly string[]): string[] {
  const isTypeScript = [module, ...preloads].some((file) => file.endsWith('.ts'));
  const loader = isTypeScript ? [pathToFileURL(require.resolve('tsx')).href] : [];
  return [...[...loader, ...preloads].flatMap((url) => ['--import', url]), module, ...args];
}

/** File of a module named relative to the one that asks, with the extension under which we run: `.ts`, or `.js` when compiled. */
export function moduleFile(relative: string, importMetaUrl: string): string {
  const extension = importMetaUrl.endsWith('.ts') ? '.ts' : '.js';
  return fileURLToPath(new URL(relative.replace(/\.ts$/, extension), importMetaUrl));
}
