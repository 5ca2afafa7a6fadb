// Each rule of .dependency-cruiser.cjs catches the import that it forbids, and lets the allowed one beside it pass.
import { spawnSync } from 'node:child_process'
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

interface Case {
  rule: string
  /** File that imports, and what. */
  forbidden: [file: string, specifier: string]
  allowed: [file: string, specifier: string]
}

const root = path.resolve(import.meta.dirname, '../..')
const dataCommands = 'electron/data/features/chat/chat.commands.ts'

const cases: Case[] = [
  { rule: 'kernel-imports-nothing', forbidden: ['shared/kernel/a.ts', '#shared/features/chat/chat.schema.ts'], allowed: ['shared/kernel/a.ts', 'zod'] },
  { rule: 'features-below-contract', forbidden: ['shared/features/chat/a.ts', '#shared/contract/api.ts'], allowed: ['shared/contract/a.ts', '#shared/features/chat/chat.schema.ts'] },
  { rule: 'shared-imports-no-room', forbidden: ['shared/features/chat/a.ts', '../../../renderer/ui/theme.ts'], allowed: ['renderer/ui/a.ts', '#shared/kernel/money.ts'] },
  { rule: 'shared-runs-everywhere', forbidden: ['shared/features/chat/a.ts', 'vue'], allowed: ['renderer/ui/a.ts', 'vue'] },
  { rule: 'shared-without-node', forbidden: ['shared/features/chat/a.ts', 'node:fs'], allowed: ['electron/backend/a.ts', 'node:fs'] },
  { rule: 'renderer-imports-shared-only', forbidden: ['renderer/app/a.ts', '../../electron/data/index.ts'], allowed: ['renderer/app/a.ts', '#shared/contract/api.ts'] },
  { rule: 'renderer-without-node', forbidden: ['renderer/app/a.ts', 'electron'], allowed: ['electron/main/a.ts', 'electron'] },
  { rule: 'renderer-without-servers', forbidden: ['renderer/app/a.ts', 'pg'], allowed: ['electron/backend/a.ts', 'pg'] },
  { rule: 'preload-imports-electron-only', forbidden: ['electron/preload/a.ts', 'zod'], allowed: ['electron/preload/a.ts', 'electron'] },
  { rule: 'main-starts-by-path', forbidden: ['electron/main/a.ts', '../data/index.ts'], allowed: ['electron/main/a.ts', '#shared/contract/api.ts'] },
  { rule: 'data-stands-alone', forbidden: ['electron/data/a.ts', '../main/index.ts'], allowed: ['electron/data/a.ts', 'better-sqlite3'] },
  { rule: 'data-meets-electron-at-its-entry', forbidden: [dataCommands, 'electron'], allowed: ['electron/data/index.ts', 'electron'] },
  { rule: 'backend-without-electron', forbidden: ['electron/backend/a.ts', 'electron'], allowed: ['electron/backend/a.ts', 'fastify'] },
  { rule: 'nothing-imports-backend', forbidden: ['electron/main/a.ts', '../backend/index.ts'], allowed: ['electron/backend/a.ts', './index.ts'] },
  { rule: 'features-meet-at-queries', forbidden: [dataCommands, '../billing/billing.commands.ts'], allowed: [dataCommands, '../billing/billing.queries.ts'] },
  { rule: 'programs-without-tests', forbidden: ['electron/main/a.ts', '../../tests/support/launch.ts'], allowed: ['electron/main/a.test.ts', '../../tests/support/launch.ts'] },
  { rule: 'no-cycles', forbidden: ['shared/kernel/cents.ts', './money.ts'], allowed: ['shared/kernel/a.ts', './money.ts'] },
  { rule: 'everything-resolves', forbidden: ['renderer/app/a.ts', './nowhere.ts'], allowed: ['renderer/app/a.ts', './main.ts'] },
]

// What the cases import; the cycle closes only when cents.ts imports back.
const standing: Record<string, string> = {
  'shared/features/chat/chat.schema.ts': '',
  'shared/contract/api.ts': '',
  'shared/kernel/money.ts': "import '#shared/kernel/cents.ts'",
  'shared/kernel/cents.ts': '',
  'renderer/ui/theme.ts': '',
  'renderer/app/main.ts': '',
  'electron/main/index.ts': '',
  'electron/data/index.ts': '',
  'electron/preload/index.ts': '',
  'electron/backend/index.ts': '',
  'electron/data/features/billing/billing.commands.ts': '',
  'electron/data/features/billing/billing.queries.ts': '',
  'tests/support/launch.ts': '',
}

interface Violation {
  rule: string
  from: string
}

let house: string
let forbidden: Violation[]
let allowed: Violation[]

// One tree with all that is forbidden and one with all that is allowed: the cruiser takes a second to start.
beforeAll(() => {
  house = mkdtempSync(path.join(os.tmpdir(), 'headend-layers-'))
  forbidden = violations(build('forbidden'))
  allowed = violations(build('allowed'))
})
afterAll(() => rmSync(house, { recursive: true }))

function build(kind: 'forbidden' | 'allowed'): string {
  const place = path.join(house, kind)
  const files = new Map(Object.entries(standing))
  for (const { [kind]: [file, specifier] } of cases) files.set(file, `${files.get(file) ?? ''}\nimport '${specifier}'`)
  for (const [file, text] of files) write(path.join(place, file), text)
  for (const config of ['.dependency-cruiser.cjs', 'package.json']) cpSync(path.join(root, config), path.join(place, config))
  symlinkSync(path.join(root, 'node_modules'), path.join(place, 'node_modules'), 'junction')
  return place
}

function write(file: string, text: string): void {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, `${text}\nexport {}\n`)
}

function violations(place: string): Violation[] {
  const cruiser = path.join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs')
  const args = [cruiser, '--config', '.dependency-cruiser.cjs', '-T', 'json', 'shared', 'renderer', 'electron']
  const { stdout, stderr } = spawnSync(process.execPath, args, { cwd: place, encoding: 'utf8' })
  if (!stdout) throw new Error(stderr)
  const found: { rule: { name: string }; from: string }[] = JSON.parse(stdout).summary.violations
  return found.map(({ rule, from }) => ({ rule: rule.name, from }))
}

describe('the layer check', () => {
  it.each(cases)('catches what $rule forbids', ({ rule, forbidden: [from] }) => {
    expect(forbidden).toContainEqual({ rule, from })
  })

  it('lets pass what stands beside it', () => {
    expect(allowed).toEqual([])
  })

  it('has a case for every rule', () => {
    const config = createRequire(import.meta.url)(path.join(root, '.dependency-cruiser.cjs'))
    const rules = config.forbidden.map((rule: { name: string }) => rule.name)
    expect(cases.map((one) => one.rule).sort()).toEqual(rules.sort())
  })
})
