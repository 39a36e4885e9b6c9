import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Context } from 'mocha';
import { lacking } from './toolchain.ts';

/** A file system of its own that can be full. */
export interface SmallDisk {
  /** Takes all room that is left. */
  fill(): void;
  makeRoom(): void;
  /** Takes it away; what is in it is gone. */
  unmount(): void;
}

/** Mounts a file system in memory of so many MiB at a folder, which needs root; skips the test without it. */
export function mountSmallDisk(context: Context, folder: string, mebibytes: number): SmallDisk {
  mkdirSync(folder, { recursive: true });
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${mebibytes}m`, 'tmpfs', folder], { stdio: 'pipe' });
  } catch (error) {
    lacking(context, `a small file system can't be mounted, which needs root: ${(error as Error).message}`);
  }
  const filler = path.join(folder, 'filler');
  return {
    fill() {
      // By ever smaller pieces, to the last page.
      for (let bytes = 1024 * 1024; bytes >= 4096; bytes /= 4) {
        try {
          for (;;) writeFileSync(filler, Buffer.alloc(bytes), { flag: 'a' });
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOSPC') throw error;
        }
      }
    },
    makeRoom: () => rmSync(filler),
    unmount: () => void execFileSync('umount', ['--lazy', folder], { stdio: 'pipe' }),
  };
}
