// What set-up promises: pinned packages from any registry, and one SQLite addon for every runtime.
import { spawnSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, expect, it } from 'vitest'
import { electronRuntime } from '../../scripts/electron-runtime.mjs'

const root = path.resolve(import.meta.dirname, '../..')
const read = (file: string) => readFileSync(path.join(root, file), 'utf8')

describe('the packages', () => {
  it('are locked without any address, so that every registry and mirror serves them', () => {
    expect(read('package-lock.json')).not.toMatch(/"resolved"|https?:\/\/[^"]*registry/)
  })

  it('are pinned to one version each', () => {
    const { dependencies, devDependencies } = JSON.parse(read('package.json'))
    const loose = Object.entries<string>({ ...dependencies, ...devDependencies }).filter(([, version]) => !/^(npm:.+@)?\d/.test(version))
    expect(loose).toEqual([])
  })

  it('run no install script that was not reviewed', () => {
    const lock: Record<string, { hasInstallScript?: boolean }> = JSON.parse(read('package-lock.json')).packages
    const scripted = Object.entries(lock).filter(([, entry]) => entry.hasInstallScript)
    const names = scripted.map(([place]) => place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length))
    const reviewed = Object.keys(JSON.parse(read('package.json')).allowScripts)
    expect(names.filter((name) => !reviewed.includes(name))).toEqual([])
  })
})

const PROBE = `
  const Database = require('better-sqlite3')
  const db = new Database(':memory:')
  db.exec("create virtual table words using fts5(word); insert into words values ('headend')")
  process.stdout.write(JSON.stringify({ found: db.prepare("select count(*) n from words where words match 'head*'").get().n, node: process.versions.node }))
`

describe('the SQLite addon', () => {
  it.each([
    { where: 'the Node of the tools', executable: process.execPath },
    { where: 'the Electron that runs here', executable: electronRuntime().executablePath },
  ])('works in $where', ({ executable }) => {
    const env = { ...process.env, ELECTRON_RUN_AS_NODE: '1' }
    const { stdout, stderr } = spawnSync(executable, ['-e', PROBE], { cwd: root, env, encoding: 'utf8' })
    expect({ stderr, ...JSON.parse(stdout || '{}') }).toMatchObject({ found: 1 })
  })
})
