import assert from 'node:assert/strict';
import { readCommandLine } from '../../apps/cli/options.ts';
import { configurationSchema } from '../../adapters/config/configuration-schema.ts';
import { page, tableRows } from './pages.ts';

const text = page('docs/reference/configuration.md');
const rows = tableRows(text);

describe('docs/reference/configuration.md', () => {
  const { limits, ports: _ports, etl, training, serving, drift, ...keys } = configurationSchema.parse({});

  for (const [key, value] of leaves(limits)) {
    it(`has the limit ${key} with its default`, () => {
      const row = rows.find(([first, , third]) => first === `\`${key}\`` && third !== undefined);
      assert.equal(row?.[1], `\`${String(value)}\``);
    });
  }

  it('has every other key, and the default of those that always have one', () => {
    for (const key of Object.keys(configurationSchema.shape)) {
      if (['ports', 'etl', 'training', 'serving', 'drift'].includes(key)) continue;
      const row = rows.find(([first]) => first === `\`${key}\``);
      assert.ok(row, `no row of ${key}`);
      const value = (keys as Record<string, string | number | boolean | undefined>)[key];
      if (value !== undefined) assert.equal(row[2], `\`${String(value)}\``, key);
    }
  });

  for (const [name, shape, group] of [
    ['etl', configurationSchema.shape.etl, etl],
    ['training', configurationSchema.shape.training, training],
  ] as const) {
    it(`has every key of ${name}, and the default of the one that always has one`, () => {
      for (const key of Object.keys(shape.unwrap().shape)) {
        const row = rows.find(([first]) => first === `\`${name}.${key}\``);
        assert.ok(row, `no row of ${name}.${key}`);
        const value = (group as Record<string, string | number | undefined>)[key];
        if (value !== undefined) assert.equal(row[2], `\`${value}\``);
      }
    });
  }

  it('has every key of drift with its default', () => {
    for (const [key, value] of leaves(drift, 'drift.')) {
      assert.equal(rows.find(([first]) => first === `\`${key}\``)?.[2], `\`${String(value)}\``, key);
    }
  });

  it('has every key of serving, and the default of the one that always has one', () => {
    for (const key of ['kind', 'endpoint', 'timeoutMs'] as const) {
      const row = rows.find(([first]) => first === `\`serving.${key}\``);
      assert.ok(row, `no row of serving.${key}`);
      if (serving[key] !== undefined) assert.equal(row[2], `\`${serving[key]}\``);
    }
  });

  it('has every option of npm start, and no other', () => {
    const documented = rows.flatMap((cells) => cells.slice(0, 2).filter((cell) => /^`--[a-z-]+`$/.test(cell)));
    const offered = [...helpText().matchAll(/^ {2}(--[a-z-]+)/gm)].map(([, flag]) => `\`${flag}\``);
    assert.deepEqual(documented.sort(), offered.filter((flag) => flag !== '`--config`').sort());
    assert.match(text, /`--config`/);
  });
});

function leaves(value: object, prefix = ''): [string, unknown][] {
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) =>
    typeof inner === 'object' && inner !== null ? leaves(inner, `${prefix}${key}.`) : [[`${prefix}${key}`, inner]],
  );
}

function helpText(): string {
  try {
    readCommandLine(['--help']);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
}
