import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

export const ROOT = path.resolve(import.meta.dirname, '../..');

/** The text of a page, by its path from the project's root. */
export function page(file: string): string {
  return readFileSync(path.join(ROOT, file), 'utf8');
}

/** Every page that a reader may open, by its path from the project's root. */
export function allPages(): string[] {
  const underDocs = readdirSync(path.join(ROOT, 'docs'), { recursive: true, encoding: 'utf8' });
  return [
    ...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md'],
    ...underDocs.filter((file) => file.endsWith('.md')).map((file) => path.join('docs', file)),
  ];
}

/** Rows of a page's tables, cell by cell, trimmed. */
export function tableRows(text: string): string[][] {
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .map((line) => line.slice(1, line.lastIndexOf('|')).split('|'))
    .map((cells) => cells.map((cell) => cell.trim()));
}
