import { readFile, writeFile } from 'node:fs/promises';

/**
 * Puts the tables into the page, each between `<!-- study:NAME -->` and `<!-- /study -->`; the words around them stay.
 * @throws Error naming a section that the page hasn't.
 */
export async function writeSections(file: string, sections: Readonly<Record<string, string>>): Promise<void> {
  let page = await readFile(file, 'utf8');
  for (const [name, text] of Object.entries(sections)) {
    const begin = `<!-- study:${name} -->`;
    const from = page.indexOf(begin);
    const to = page.indexOf('<!-- /study -->', from);
    if (from < 0 || to < 0) throw new Error(`${file} has no section between ${begin} and <!-- /study -->`);
    page = `${page.slice(0, from + begin.length)}\n\n${text}\n\n${page.slice(to)}`;
  }
  await writeFile(file, page);
}
