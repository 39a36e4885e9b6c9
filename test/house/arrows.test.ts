import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';

const root = path.resolve(import.meta.dirname, '../..');
const folders = ['core', 'adapters', 'activities', 'workflows', 'workers', 'apps'];

type House = Readonly<Record<string, string>>;

/** One harmless file in every folder, and the places that an arrow may point at. */
const harmless: House = {
  ...Object.fromEntries([...folders, 'infra'].map((folder) => [`${folder}/thing.ts`, 'export const thing = 1;\n'])),
  'apps/dashboard/main.ts': 'export const page = 1;\n',
  'core/round.ts': "import { first } from './circle.ts';\nexport const later = (): unknown => first;\n",
};

const importing = (name: string, from: string) => `import { ${name} } from '${from}';\nexport const used = ${name};\n`;

/** Builds a house with the project's own rules, and tells which file breaks which rule: "file: rule". */
function violations(files: House): string[] {
  const house = mkdtempSync(path.join(tmpdir(), 'minutehand-arrows-'));
  try {
    for (const file of ['.dependency-cruiser.cjs', 'tsconfig.json', 'package.json']) {
      cpSync(path.join(root, file), path.join(house, file));
    }
    symlinkSync(path.join(root, 'node_modules'), path.join(house, 'node_modules'));
    for (const [file, text] of Object.entries({ ...harmless, ...files })) {
      mkdirSync(path.dirname(path.join(house, file)), { recursive: true });
      writeFileSync(path.join(house, file), text);
    }
    const depcruise = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruise.mjs');
    const run = spawnSync(
      process.execPath,
      [depcruise, '--config', '.dependency-cruiser.cjs', '--output-type', 'json', ...folders],
      { cwd: house, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const report = JSON.parse(run.stdout) as { summary: { violations: { from: string; rule: { name: string } }[] } };
    return report.summary.violations.map((violation) => `${violation.from}: ${violation.rule.name}`);
  } finally {
    rmSync(house, { recursive: true, force: true });
  }
}

const planted: readonly { what: string; file: string; text: string; rule: string }[] = [
  {
    what: 'core that imports an adapter',
    file: 'core/to-adapter.ts',
    text: importing('thing', '../adapters/thing.ts'),
    rule: 'core-imports-only-core',
  },
  {
    what: 'core that reads the disk',
    file: 'core/to-disk.ts',
    text: importing('readFileSync', 'node:fs'),
    rule: 'core-has-no-io',
  },
  {
    what: 'core that reaches the network through a library',
    file: 'core/to-network.ts',
    text: importing('get', 'axios'),
    rule: 'core-libraries',
  },
  {
    what: 'an adapter that imports an activity',
    file: 'adapters/to-activity.ts',
    text: importing('thing', '../activities/thing.ts'),
    rule: 'adapters-import-adapters-and-core',
  },
  {
    what: 'an activity that imports a workflow',
    file: 'activities/to-workflow.ts',
    text: importing('thing', '../workflows/thing.ts'),
    rule: 'activities-import-adapters-and-core',
  },
  {
    what: 'a workflow that really imports an activity',
    file: 'workflows/to-activity.ts',
    text: importing('thing', '../activities/thing.ts'),
    rule: 'workflows-import-activities-as-types',
  },
  {
    what: 'a workflow that imports an adapter',
    file: 'workflows/to-adapter.ts',
    text: importing('thing', '../adapters/thing.ts'),
    rule: 'workflows-import-core-and-types',
  },
  {
    what: 'a workflow that imports a Node built-in',
    file: 'workflows/to-crypto.ts',
    text: importing('createHash', 'node:crypto'),
    rule: 'workflows-have-no-io',
  },
  {
    what: 'a workflow that imports a client library',
    file: 'workflows/to-client.ts',
    text: importing('Client', '@temporalio/client'),
    rule: 'workflow-libraries',
  },
  {
    what: 'a worker that imports an app',
    file: 'workers/to-app.ts',
    text: importing('thing', '../apps/thing.ts'),
    rule: 'workers-import-what-is-below',
  },
  {
    what: 'an app that imports another',
    file: 'apps/cli/to-dashboard.ts',
    text: importing('page', '../dashboard/main.ts'),
    rule: 'apps-do-not-import-each-other',
  },
  {
    what: 'an app that imports a worker',
    file: 'apps/cli/to-worker.ts',
    text: importing('thing', '../../workers/thing.ts'),
    rule: 'apps-import-what-is-below',
  },
  {
    what: 'two files that load each other',
    file: 'core/circle.ts',
    text: "import { later } from './round.ts';\nexport const first = (): unknown => later;\n",
    rule: 'no-cycles',
  },
  {
    what: 'a product file that needs a library of the tests',
    file: 'adapters/to-test-library.ts',
    text: importing('assert', 'fast-check'),
    rule: 'no-dev-libraries-in-the-product',
  },
  {
    what: 'an import that leads nowhere',
    file: 'core/to-nowhere.ts',
    text: importing('nothing', './nowhere.ts'),
    rule: 'resolvable',
  },
];

describe('the house: arrows', () => {
  it('accepts arrows that point one way', () => {
    const found = violations({
      'core/circle.ts': 'export const first = 1;\n',
      'core/money.ts': importing('Decimal', 'decimal.js'),
      'adapters/to-core.ts': importing('thing', '../core/thing.ts'),
      'activities/to-adapter.ts': importing('thing', '../adapters/thing.ts'),
      'workflows/to-core.ts': importing('thing', '../core/thing.ts'),
      'workflows/to-types.ts':
        "import type { thing } from '../activities/thing.ts';\nexport type Other = typeof thing;\n",
      'workers/to-workflow.ts': importing('thing', '../workflows/thing.ts'),
      'apps/cli/to-activity.ts': importing('thing', '../../activities/thing.ts'),
      'apps/cli/to-settings.ts': importing('settings', '../../workers/settings.ts'),
      'workers/settings.ts': 'export const settings = 1;\n',
    });
    assert.deepEqual(found, []);
  });

  describe('catches', () => {
    let found: string[];
    before(() => {
      found = violations(Object.fromEntries(planted.map(({ file, text }) => [file, text])));
    });
    for (const { what, file, rule } of planted) {
      it(what, () => {
        const broken = found.filter((violation) => violation.startsWith(`${file}: `));
        assert.deepEqual(broken, [`${file}: ${rule}`]);
      });
    }
  });
});
