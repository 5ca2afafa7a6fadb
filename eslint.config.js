import vue from 'eslint-plugin-vue'
import ts from 'typescript-eslint'

const rooms = ['shared', 'renderer', 'electron/main', 'electron/preload', 'electron/data', 'electron/backend']

/**
 * The rules that ask for types, on the files of one room: with the one project that has them, as a list of projects
 * is opened one after the other until a file is found, and all of them together do not fit into a process.
 * @param {string} room
 * @param {string[]} files
 * @param {string[]} [ignores]
 */
function typed(room, files, ignores = []) {
  const parserOptions = { projectService: false, project: `./${room}/tsconfig.json`, tsconfigRootDir: import.meta.dirname, extraFileExtensions: ['.vue'] }
  return { files, ignores, languageOptions: { parserOptions }, rules: promises }
}
const tests = ['**/*.test.ts']

// A lost promise is a lost error, and in this program perhaps a lost note.
const promises = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false, attributes: false } }],
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
}

const house = {
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
  '@typescript-eslint/no-invalid-void-type': 'off',
  '@typescript-eslint/no-dynamic-delete': 'off',
  // With noUncheckedIndexedAccess a loop over an array says `!` where the index is known to be right.
  '@typescript-eslint/no-non-null-assertion': 'off',
  '@typescript-eslint/unified-signatures': 'off',
  'eqeqeq': ['error', 'always', { null: 'ignore' }],
  'no-var': 'error',
  'prefer-const': 'error',
  'no-eval': 'error',
  'no-implied-eval': 'error',
  'no-new-func': 'error',
  'no-control-regex': 'error',
  'max-lines': ['error', 400],
}

// Electron's raw channel is for the preload alone: the contract is the only road (style.md, example 2).
const rawChannel = { selector: "MemberExpression[property.name='ipcRenderer']", message: 'Only the preload holds it; use the contract.' }
const noRawIpc = {
  'no-restricted-imports': [
    'error',
    { paths: [{ name: 'electron', importNames: ['ipcRenderer'], message: 'Only the preload holds it; use the contract.' }] },
  ],
  'no-restricted-syntax': ['error', rawChannel],
}

// A desk in another zone, or set to a wrong one, must not show or send another business day than the operator's.
const days = {
  'no-restricted-syntax': [
    'error',
    rawChannel,
    {
      selector: 'CallExpression[callee.property.name=/^(getFullYear|getMonth|getDate|getDay|toDateString|toLocaleDateString)$/]',
      message: "That is this computer's day; a business day is useOperatorDay().",
    },
    {
      selector: "CallExpression[callee.property.name=/^(slice|substring|split)$/][callee.object.callee.property.name='toISOString']",
      message: "That is Greenwich's day; a business day is useOperatorDay().",
    },
  ],
}
// What is grouped or shortened by the same clock that its times of day are shown by.
const timesOfDay = ['renderer/features/interactions/timeline-days.ts', 'renderer/features/access/sign-in-words.ts']

const words = {
  // Text belongs to the catalogues of vue-i18n. Signs that are the same in every language may stand.
  'vue/no-bare-strings-in-template': [
    'error',
    {
      allowlist: ['·', '•', '…', '–', '—', '-', '/', '|', ':', ',', '.', '(', ')', '+', '×', '→', '←', '↑', '↓', '#', '%', '$', '?'],
      attributes: { '/.+/': ['title', 'aria-label', 'aria-placeholder', 'aria-roledescription', 'alt', 'placeholder', 'label'] },
      directives: ['v-text'],
    },
  ],
  'vue/no-v-html': 'error',
}

export default ts.config(
  { ignores: ['out/**', 'dist/**', 'node_modules/**', '.headend/**', 'tests/e2e/screenshots/**', 'resources/**'] },
  ...ts.configs.strict,
  ...vue.configs['flat/essential'],
  { files: ['**/*.vue'], languageOptions: { parserOptions: { parser: ts.parser } } },
  { rules: house },
  ...rooms.map((room) => typed(room, [`${room}/**/*.{ts,vue}`], tests)),
  typed('scripts', ['scripts/**/*.ts', 'electron.vite.config.ts'], tests),
  typed('tests', ['tests/**/*.ts', '{shared,renderer,electron,scripts}/**/*.test.ts', 'vitest.config.ts']),
  { files: ['electron/**', 'shared/**', 'renderer/**'], ignores: ['electron/preload/**'], rules: noRawIpc },
  { files: ['renderer/**'], ignores: ['**/*.test.ts', ...timesOfDay], rules: days },
  {
    // Only a program's entry file speaks to the terminal; the rest reports by events, results and the log.
    files: ['{shared,renderer,electron}/**/*.{ts,vue}'],
    ignores: ['**/*.test.ts', 'electron/*/index.ts', 'electron/backend/server.ts', 'electron/backend/import/cli.ts'],
    rules: { 'no-console': 'error' },
  },
  { files: ['renderer/**/*.vue'], rules: { ...words, 'vue/multi-word-component-names': 'off', 'vue/block-lang': ['error', { script: { lang: 'ts' } }] } },
)
