/**
 * The arrows of the house: apps, workers → workflows, activities → adapters → core.
 * `npm run check:arrows` holds them; test/house/arrows.test.ts plants violations and sees them caught.
 */
const house = '^(core|adapters|activities|workflows|workers|apps|infra|test|bench)/';

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'core-imports-only-core',
      comment: 'core is pure rules and maths: it knows nothing of ours outside core.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: house, pathNot: '^core/' },
    },
    {
      name: 'core-has-no-io',
      comment: 'core imports no Node built-ins.',
      severity: 'error',
      from: { path: '^core/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'core-libraries',
      comment: 'core may use decimal.js for money and zod for the shape of configuration, nothing else from npm.',
      severity: 'error',
      from: { path: '^core/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(decimal\\.js|zod)/' },
    },
    {
      name: 'adapters-import-adapters-and-core',
      severity: 'error',
      from: { path: '^adapters/' },
      to: { path: house, pathNot: '^(adapters|core)/' },
    },
    {
      name: 'activities-import-adapters-and-core',
      severity: 'error',
      from: { path: '^activities/' },
      to: { path: house, pathNot: '^(activities|adapters|core)/' },
    },
    {
      name: 'workflows-import-core-and-types',
      comment: 'A workflow imports core, its own files, and the types of activities.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: house, pathNot: '^(workflows|core|activities)/' },
    },
    {
      name: 'workflows-import-activities-as-types',
      comment: 'An activity that is really imported would be bundled into the sandbox: use `import type`.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: '^activities/', dependencyTypesNot: ['type-only'] },
    },
    {
      name: 'workflows-have-no-io',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'workflow-libraries',
      comment: 'Only what runs deterministically in the sandbox.',
      severity: 'error',
      from: { path: '^workflows/' },
      to: { path: 'node_modules/', pathNot: 'node_modules/(@temporalio/(workflow|common|activity)|decimal\\.js)/' },
    },
    {
      name: 'workers-import-what-is-below',
      severity: 'error',
      from: { path: '^workers/' },
      to: { path: '^(apps|infra|test|bench)/' },
    },
    {
      name: 'apps-import-what-is-below',
      comment: 'apps start workers as processes; all they know of one is the shape of its settings.',
      severity: 'error',
      from: { path: '^apps/' },
      to: { path: '^(workers|infra|test|bench)/', pathNot: '^workers/(pipeline-)?settings\\.ts$' },
    },
    {
      name: 'apps-do-not-import-each-other',
      comment: 'An app starts another as a process.',
      severity: 'error',
      from: { path: '^apps/([^/]+)/' },
      to: { path: '^apps/', pathNot: '^apps/$1/' },
    },
    {
      name: 'no-cycles',
      comment: 'Types may refer to each other; code that is loaded may not.',
      severity: 'error',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'no-dev-libraries-in-the-product',
      severity: 'error',
      from: { path: '^(core|adapters|activities|workflows|workers|apps)/' },
      to: { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^dist/' },
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      extensions: ['.ts', '.mjs', '.js', '.json'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
