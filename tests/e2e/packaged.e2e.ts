/**
 * What a packaged program refuses, tried on the development Electron that is told to be one (Electron's own variable,
 * which can only close doors): the machine's policy stands where it stands, and no debugger reaches the pages.
 */
import { spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import path from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { appCommand, temporaryProfile } from '../support/app.ts'

const PACKAGED = { ELECTRON_FORCE_IS_PACKAGED: '1' }
const POLICY = /policy can't be read/
const OPTIONS = /a setting that it can't use/
const LISTENS = /DevTools listening on ws:/

let profile: ReturnType<typeof temporaryProfile>
beforeEach(() => (profile = temporaryProfile()))
afterEach(() => profile.remove())

/**
 * Starts with a setting and a policy that are both wrong, so that the program says in the end which of them it read.
 * @returns all that it said until it had said each of these.
 */
async function start(flags: string[], env: Record<string, string>, ...until: RegExp[]): Promise<string> {
  const policy = path.join(profile.userDataDir, 'policy.json')
  writeFileSync(policy, '{"backendUrl": "https://', { mode: 0o644 })
  const { program, args } = appCommand({ userDataDir: profile.userDataDir, backendUrl: 'http://desk.example', args: ['--password-store=basic'] })
  const child = spawn(program, [...flags, ...args], { env: { ...process.env, LANGUAGE: 'en_US', HEADEND_POLICY_FILE: policy, ...env }, stdio: ['ignore', 'ignore', 'pipe'] })
  let said = ''
  try {
    await new Promise<void>((resolve, reject) => {
      child.once('error', reject).once('exit', (code) => reject(new Error(`ended with ${code}: ${said}`)))
      child.stderr.on('data', (chunk) => {
        said += String(chunk)
        if (until.every((words) => words.test(said))) resolve()
      })
    })
    return said
  } finally {
    child.removeAllListeners('exit')
    const ended = new Promise((resolve) => child.once('exit', resolve))
    if (child.exitCode === null && child.kill('SIGKILL')) await ended
  }
}

describe('a packaged program', { timeout: 60_000 }, () => {
  it('takes no policy from the environment', async () => {
    expect(await start([], PACKAGED, OPTIONS)).not.toMatch(POLICY)
  })
  it('control: a development one does', async () => {
    expect(await start([], {}, POLICY)).not.toMatch(OPTIONS)
  })

  // Whoever is let in is told so before Electron is ready; the word about the setting comes long after.
  it('does not open its pages to a debugger', async () => {
    expect(await start(['--remote-debugging-port=0'], PACKAGED, OPTIONS)).not.toMatch(LISTENS)
  })
  it('control: a development one does, and so does one whose main is debugged already', async () => {
    await start(['--remote-debugging-port=0'], {}, LISTENS, POLICY)
    await start(['--inspect=0', '--remote-debugging-port=0'], PACKAGED, LISTENS, OPTIONS)
  })
})
