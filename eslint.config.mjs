import { builtinModules } from 'node:module';
import tseslint from 'typescript-eslint';

const nodeBuiltIns = [...new Set(builtinModules.map((name) => name.split('/')[0]))].filter(
  (name) => name !== undefined,
);

/** Node's own modules, with and without the prefix. */
const noNodeBuiltIns = {
  paths: nodeBuiltIns.map((name) => ({
    name,
    message: 'Only adapters, activities, workers and apps touch the machine.',
  })),
  patterns: [{ group: ['node:*'], message: 'Only adapters, activities, workers and apps touch the machine.' }],
};

const ambientOutsideWorld = ['process', 'fetch', 'WebSocket', 'performance', 'crypto', 'setInterval', 'setImmediate'];

const restrictedGlobals = (names, message) => ['error', ...names.map((name) => ({ name, message }))];

export default tseslint.config(
  {
    ignores: ['dist/**', 'coverage/**', 'node_modules/**', 'adapters/model/bundled/**', 'test/fixtures/**'],
  },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    linterOptions: { reportUnusedDisableDirectives: 'error' },
    rules: {
      eqeqeq: ['error', 'always'],
      'no-var': 'error',
      'prefer-const': 'error',
      'no-console': 'error',
      'no-self-compare': 'error',
      'no-unreachable-loop': 'error',
      'no-promise-executor-return': 'off',
      '@typescript-eslint/no-floating-promises': 'error',
      '@typescript-eslint/no-misused-promises': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'separate-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true, requireDefaultForNonUnion: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true, allowBoolean: true }],
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/return-await': ['error', 'error-handling-correctness-only'],
      '@typescript-eslint/only-throw-error': 'error',
      '@typescript-eslint/prefer-promise-reject-errors': 'error',
    },
  },
  {
    files: ['core/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', noNodeBuiltIns],
      'no-restricted-globals': restrictedGlobals(
        [...ambientOutsideWorld, 'setTimeout', 'clearTimeout', 'queueMicrotask', 'Buffer', '__dirname', '__filename'],
        'core is pure: no I/O, no clock, no timers.',
      ),
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'core has no clock: take the time as an argument.' },
        { object: 'Math', property: 'random', message: 'core has no randomness: take a seeded generator.' },
      ],
      'no-restricted-syntax': [
        'error',
        {
          selector: "NewExpression[callee.name='Date'][arguments.length=0]",
          message: 'core has no clock: take the time as an argument.',
        },
        { selector: "CallExpression[callee.name='Date']", message: 'core has no clock: take the time as an argument.' },
        { selector: 'AwaitExpression', message: 'core is pure and synchronous.' },
        { selector: 'ImportExpression', message: 'core is pure and synchronous.' },
      ],
    },
  },
  {
    // Inside the sandbox Date, Math.random and setTimeout are deterministic; the rest of the world is not there.
    files: ['workflows/**/*.ts'],
    rules: {
      'no-restricted-imports': ['error', noNodeBuiltIns],
      '@typescript-eslint/no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['**/activities/**', '**/adapters/**'],
              allowTypeImports: true,
              message: 'Types only, in a workflow.',
            },
          ],
        },
      ],
      'no-restricted-globals': restrictedGlobals(ambientOutsideWorld, 'Not deterministic in a workflow.'),
    },
  },
  {
    files: ['apps/**/*.ts', 'workers/**/*.ts', 'bench/**/*.ts', 'infra/**/*.ts'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['test/**/*.ts', 'bench/**/*.ts'],
    rules: {
      'no-console': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [tseslint.configs.disableTypeChecked],
    languageOptions: { parserOptions: { projectService: false } },
    rules: { 'no-console': 'off', '@typescript-eslint/return-await': 'off' },
  },
);
