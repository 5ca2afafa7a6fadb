// Who may import whom, as the design says it. tests/integration/layers.test.ts shows for each rule a forbidden
// import that it catches; a rule added here needs its case there (the test counts them).
const rooms = '^(shared|renderer|electron/main|electron/preload|electron/data|electron/backend)/'
const test = '[.]test[.]ts$'
const nodeOrElectron = { dependencyTypes: ['core'] }

/** What a desk's and a server's room is made of; none of it may reach the window. */
const serverPackages =
  'node_modules/(electron|better-sqlite3|pg|kysely|fastify|@fastify|ws|electron-store|csv-parse|@node-rs|@electric-sql|@orpc/(server|openapi))(/|$)'

const forbidden = [
  {
    name: 'kernel-imports-nothing',
    comment: 'The kernel stands at the bottom; only zod and uuid are below it.',
    from: { path: '^shared/kernel/', pathNot: test },
    to: { pathNot: ['^shared/kernel/', 'node_modules/(zod|uuid)/'] },
  },
  {
    name: 'features-below-contract',
    comment: 'kernel <- features <- contract. What every procedure is made of (contract/procedure.ts) is not the contract yet.',
    from: { path: '^shared/features/' },
    to: { path: '^shared/contract/', pathNot: '^shared/contract/procedure[.]ts$' },
  },
  {
    name: 'shared-imports-no-room',
    from: { path: '^shared/', pathNot: test },
    to: { path: '^(renderer|electron|resources|tests|scripts)/' },
  },
  {
    name: 'shared-runs-everywhere',
    comment: 'No Node, no Electron, no Vue, no driver in shared.',
    from: { path: '^shared/', pathNot: test },
    to: { path: `${serverPackages}|node_modules/(vue|vue-router|vue-i18n|pinia|naive-ui|@lucide)(/|$)` },
  },
  { name: 'shared-without-node', from: { path: '^shared/', pathNot: test }, to: nodeOrElectron },
  {
    name: 'renderer-imports-shared-only',
    from: { path: '^renderer/', pathNot: test },
    to: { path: '^(electron|tests|scripts)/' },
  },
  { name: 'renderer-without-node', from: { path: '^renderer/', pathNot: test }, to: nodeOrElectron },
  { name: 'renderer-without-servers', from: { path: '^renderer/', pathNot: test }, to: { path: serverPackages } },
  {
    name: 'preload-imports-electron-only',
    comment: 'Shared constants of the contract are allowed: they are text, and end in the one bundled file.',
    from: { path: '^electron/preload/', pathNot: test },
    to: { pathNot: ['^electron/preload/', '^shared/contract/', '^electron$', 'node_modules/electron/'] },
  },
  {
    name: 'main-starts-by-path',
    comment: 'main never imports data or backend; it starts them by path.',
    from: { path: '^electron/main/', pathNot: test },
    to: { path: '^(electron/(data|backend|preload)|renderer)/' },
  },
  {
    name: 'data-stands-alone',
    from: { path: '^electron/data/', pathNot: test },
    to: { path: '^(electron/(main|preload|backend)|renderer)/' },
  },
  {
    name: 'data-meets-electron-at-its-entry',
    from: { path: '^electron/data/', pathNot: ['^electron/data/index[.]ts$', test] },
    to: { path: '(^|node_modules/)electron(/|$)', pathNot: '^electron/' },
  },
  {
    name: 'backend-without-electron',
    comment: 'It also runs on a server under plain Node.',
    from: { path: '^electron/backend/', pathNot: test },
    to: { path: '(^electron$|node_modules/electron(/|$)|^electron/(main|preload|data)/|^renderer/)' },
  },
  {
    name: 'nothing-imports-backend',
    from: { path: rooms, pathNot: ['^electron/backend/', test] },
    to: { path: '^electron/backend/' },
  },
  {
    name: 'features-meet-at-queries',
    comment: "Across features, a room imports only the other feature's *.queries.ts or its schema (in shared).",
    from: { path: '^(electron/data|electron/backend|renderer)/features/([^/.]+)[/.]', pathNot: test },
    to: { path: '^$1/features/', pathNot: ['^$1/features/$2[/.]', '[.](queries|schema)[.]ts$'] },
  },
  {
    name: 'programs-without-tests',
    from: { path: rooms, pathNot: test },
    to: { path: '^(tests|scripts)/|[.]test[.]ts$' },
  },
  {
    name: 'no-cycles',
    comment: 'Types may name each other, and a route may load its page later; what runs at import may not go in circles.',
    from: { path: rooms },
    to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only', 'dynamic-import'] } },
  },
  {
    name: 'everything-resolves',
    from: { path: rooms },
    to: { couldNotResolve: true, pathNot: '[?](url|raw|worker)$' },
  },
]

module.exports = {
  forbidden: forbidden.map((rule) => ({ severity: 'error', ...rule })),
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    tsPreCompilationDeps: true,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'require', 'node', 'default', 'types'],
      extensions: ['.ts', '.vue', '.js', '.mjs', '.cjs', '.json'],
    },
    builtInModules: { add: ['electron'] },
  },
}
