/** The built backend as a program of its own, for tests of the window and for measurements. */
import { spawn, type ChildProcess } from 'node:child_process'
import path from 'node:path'
import { createInterface } from 'node:readline'
import { projectRoot } from './app.ts'

/** The first start of a demo fills its database: half a minute on a machine that does nothing else. */
const FIRST_START_MS = 300_000

export type BackendProcess = { url: Promise<string>; end: (signal: NodeJS.Signals) => Promise<void> }

/** @param flags as after `npm run backend --` */
export const startBackendProcess = (...flags: string[]): BackendProcess => startBackendProcessIn({}, ...flags)

/** @param env beside what there is */
export function startBackendProcessIn(env: Record<string, string>, ...flags: string[]): BackendProcess {
  const program = path.join(projectRoot, 'out', 'main', 'backend-server.js')
  const child = spawn(process.execPath, [program, ...flags], { stdio: ['ignore', 'pipe', 'inherit'], env: { ...process.env, ...env } })
  return { url: announcedUrl(child), end: (signal) => ended(child, signal) }
}

/** Its log lines are read on and dropped, so that its pipe never fills. */
function announcedUrl(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    if (child.stdout) createInterface(child.stdout).on('line', (line) => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(line)?.[0]
      if (url) resolve(url)
    })
    child.once('exit', (code) => reject(new Error(`the backend ended with ${code} before it listened`)))
    setTimeout(() => reject(new Error('the backend did not listen in time')), FIRST_START_MS).unref()
  })
}

export function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  return new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve()
    child.once('exit', () => resolve())
    child.kill(signal)
  })
}
