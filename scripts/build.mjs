// Builds the programs and the window into out/, unless nothing that goes into them has changed.
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { mkdir, writeFile } from 'node:fs/promises'
import path from 'node:path'
import { inModules, inProject, stateDir } from './lib/paths.mjs'
import { say, step } from './lib/progress.mjs'
import { mustRun, toolNode } from './lib/run.mjs'
import { setUp } from './setup.mjs'

const STAMP = path.join(stateDir, 'build.json')
const SOURCES = ['electron', 'renderer', 'shared', 'resources']
const FILES = ['electron.vite.config.ts', 'package.json', 'package-lock.json', 'tsconfig.json']

/** Builds what has changed. A look at a few hundred files when nothing has. */
export async function buildIfChanged() {
  const key = sourceKey()
  if (existsSync(inProject('out/main/index.js')) && lastKey() === key) return
  await step('building', build)
  await mkdir(stateDir, { recursive: true })
  await writeFile(STAMP, JSON.stringify({ key }))
}

async function build() {
  const builder = inModules('electron-vite', 'bin', 'electron-vite.js')
  await mustRun(toolNode(), [builder, 'build', '--logLevel', 'warn'], { output: 'errors', env: { NO_COLOR: '1' } })
}

// By content, so that a checkout or a touch that changes nothing builds nothing.
function sourceKey() {
  const hash = createHash('sha256')
  for (const file of [...FILES, ...SOURCES.flatMap(sourcesIn)]) hash.update(file).update(readFileSync(inProject(file)))
  return hash.digest('hex')
}

function sourcesIn(folder) {
  if (!existsSync(inProject(folder))) return []
  return readdirSync(inProject(folder), { recursive: true })
    .map((name) => path.join(folder, String(name)))
    .filter((name) => !name.endsWith('.test.ts') && statSync(inProject(name)).isFile())
    .sort()
}

function lastKey() {
  try {
    return JSON.parse(readFileSync(STAMP, 'utf8')).key
  } catch {
    return undefined
  }
}

/** Set-up and build, each only if needed: what every command does first. */
export async function ready() {
  const runtime = await setUp({ quiet: true })
  await buildIfChanged()
  return runtime
}

if (process.argv[1] && path.resolve(process.argv[1]) === import.meta.filename) {
  try {
    await ready()
    say('out/ is up to date')
  } catch (error) {
    say(error instanceof Error ? error.message : String(error))
    process.exitCode = 1
  }
}
