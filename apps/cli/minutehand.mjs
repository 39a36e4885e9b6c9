#!/usr/bin/env node
// `npx minutehand`: the compiled program where it lies beside this file, else the sources through tsx.
import { existsSync } from 'node:fs';

const compiled = new URL('./minutehand.js', import.meta.url);
const isCompiled = existsSync(compiled);
// By its address, as `node --import` gives it.
if (!isCompiled) await import(import.meta.resolve('tsx'));
await import(isCompiled ? compiled.href : new URL('./minutehand.ts', import.meta.url).href);
