/** What main decides, seen from outside: keys, policy, problems, the window's place, a crash, a second start. */
import Database from 'better-sqlite3'
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { afterEach, beforeEach, describe, expect, it, onTestFailed } from 'vitest'
import { appCommand, launchApp, screenshot, temporaryProfile, type LaunchSettings, type RunningApp } from '../support/app.ts'
import { callRaw, holdPorts, waitForEvent, type Answer } from '../support/ports.ts'

const NOBODY = 'http://127.0.0.1:9'
const KEY = '5eed'.repeat(16)
/** No key store even where there is one, so that every machine tests the same. */
const NO_KEY_STORE = '--password-store=basic'

let profile: ReturnType<typeof temporaryProfile>
let running: RunningApp | null
beforeEach(() => {
  profile = temporaryProfile()
  running = null
  onTestFailed(() => console.error(running?.logs().slice(-3_000)))
})
afterEach(async () => {
  await running?.close().catch(() => {})
  profile.remove()
})

const inProfile = (...parts: string[]) => path.join(profile.userDataDir, ...parts)

async function launch(settings: Partial<LaunchSettings> = {}): Promise<RunningApp> {
  running = await launchApp({ userDataDir: profile.userDataDir, backendUrl: NOBODY, ...settings, args: [NO_KEY_STORE, ...(settings.args ?? [])] })
  return running
}

function keyFile(): string {
  writeFileSync(inProfile('given.key'), KEY, { mode: 0o600 })
  return `--cache-key-file=${inProfile('given.key')}`
}

async function protection({ page }: RunningApp): Promise<unknown> {
  await holdPorts(page)
  return (json(await callRaw(page, 'bridge', '/workspace/state')) as { cache: { protection: string } }).cache.protection
}
const json = (answer: Answer) => answer.b?.json

describe('the key of the cache', () => {
  it('comes from the key file; the cache is unreadable without it and the log does not know it', async () => {
    const desk = await launch({ args: [keyFile()] })
    expect(await protection(desk)).toBe('keyFile')
    await desk.close()
    expect(readFileSync(inProfile('cache', 'desk.db')).subarray(0, 15).toString('latin1')).not.toBe('SQLite format 3')
    expect(desk.logs()).not.toContain(KEY)
  })

  it('is none without a key store: nothing of a customer reaches the disk', async () => {
    const desk = await launch()
    expect(await protection(desk)).toBe('none')
    await desk.close()
    expect(existsSync(inProfile('cache'))).toBe(false)
    expect(readdirSync(profile.userDataDir).filter((name) => name.endsWith('.key'))).toEqual([])
  })
})

/** The text of the problem page, and the code that the program ends with when its link is followed. */
async function problem(settings: Partial<LaunchSettings>): Promise<{ text: string; code: number | null }> {
  const { app, page } = await launch(settings)
  const main = page.getByRole('alert')
  await main.waitFor()
  const text = await main.innerText()
  const ended = once(app.process(), 'exit') as Promise<[number | null]>
  // The window may be gone before the click is said to be done; whether it was followed is seen by the end.
  const clicked = page.getByRole('link').click().then(() => null, (error: unknown) => error)
  const [code] = await Promise.race([ended, clicked.then((error) => (error && !page.isClosed() ? Promise.reject(error as Error) : ended))])
  return { text, code }
}

describe('a desk that cannot open says so', () => {
  it('for a policy that is cut off, in Spanish too', async () => {
    writeFileSync(inProfile('policy.json'), '{"backendUrl": "https://', { mode: 0o644 })
    const env = { HEADEND_POLICY_FILE: inProfile('policy.json') }
    const english = await problem({ env })
    expect(english).toEqual({ text: expect.stringContaining("this computer's policy can't be read"), code: 1 })
    expect((await problem({ env, locale: 'es-ES' })).text).toContain('no se puede leer la política')
  })

  it('for a key file that others may read', async () => {
    writeFileSync(inProfile('open.key'), KEY, { mode: 0o644 })
    expect(await problem({ args: [`--cache-key-file=${inProfile('open.key')}`] })).toEqual({ text: expect.stringContaining("can't be used"), code: 1 })
  })

  it('for a backend that is not encrypted', async () => {
    expect((await problem({ backendUrl: 'http://desk.example' })).text).toContain("a setting that it can't use")
  })

  it('for a cache of a newer program, and leaves the file as it is', async () => {
    const first = await launch({ args: [keyFile()] })
    await first.page.getByLabel('User name').waitFor()
    await first.close()
    const file = inProfile('cache', 'desk.db')
    const db = new Database(file)
    db.pragma("cipher='aegis'")
    db.pragma(`key='raw:${KEY}'`)
    db.pragma('user_version = 9999')
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
    const before = sha256(file)
    const { page } = await launch({ args: [keyFile()] })
    await page.getByRole('alert').waitFor()
    expect(await page.getByRole('alert').innerText()).toContain('newer Headend')
    await screenshot(page, 'problem-newer-file')
    await running?.close()
    expect(sha256(file)).toBe(before)
  })
})

const sha256 = (file: string) => createHash('sha256').update(readFileSync(file)).digest('hex')

describe('the window', () => {
  const bounds = ({ app }: RunningApp) => app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.getNormalBounds())

  it('comes back where and as large as it was, at its zoom', async () => {
    const first = await launch()
    await first.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]!.setBounds({ x: 40, y: 60, width: 1010, height: 640 }))
    await first.app.evaluate(async ({ Menu }) => {
      while (!Menu.getApplicationMenu()) await new Promise(setImmediate)
      const view = Menu.getApplicationMenu()!.items.find(({ label }) => label === 'View')
      view?.submenu?.items.find(({ label }) => label === 'Zoom in')?.click()
    })
    const left = await bounds(first)
    await first.close()
    const second = await launch()
    await second.page.waitForFunction(() => Math.abs(window.devicePixelRatio - 1.1) < 0.01)
    expect(await bounds(second)).toEqual(left)
  })

  it('opens with the usual settings when they are damaged, and keeps the damaged file', async () => {
    writeFileSync(inProfile('settings.json'), '{"zoom":')
    const desk = await launch()
    await holdPorts(desk.page)
    expect(json(await callRaw(desk.page, 'shell', '/info'))).toMatchObject({ preferences: { theme: 'system', language: 'system' } })
    const aside = readdirSync(profile.userDataDir).find((name) => name.startsWith('settings.damaged-'))
    expect(readFileSync(inProfile(aside!), 'utf8')).toBe('{"zoom":')
  })

  it('is the only one: a second start brings it forward and ends', async () => {
    const desk = await launch()
    const asked = desk.app.evaluate(({ app }) => new Promise<boolean>((resolve) => app.once('second-instance', () => resolve(true))))
    const { program, args } = appCommand({ userDataDir: profile.userDataDir, backendUrl: NOBODY })
    await promisify(execFile)(program, args, { timeout: 60_000 })
    expect(await asked).toBe(true)
  })
})

/** Its 5,000 customers are made at the first start, on a busy machine of two cores in a minute or two. */
const MADE_WITHIN_MS = 300_000

describe('the demo operator', { timeout: MADE_WITHIN_MS }, () => {
  it('keeps its drafts under a key in the profile; a crash of the data process is told and the work goes on', async () => {
    running = await launchApp({ userDataDir: profile.userDataDir, args: [NO_KEY_STORE] })
    const { app, page } = running
    expect(await protection(running)).toBe('demoKey')
    await signIn(running)
    const pid = await app.evaluate(({ app: program }) => program.getAppMetrics().find(({ name }) => name === 'headend-data')?.pid ?? 0)
    process.kill(pid, 'SIGKILL')
    await page.getByText('stopped and was started again').first().waitFor()
    await screenshot(page, 'data-process-restarted')
    expect((await callRaw(page, 'bridge', '/workspace/state')).s).toBeUndefined()
  })
})

/** Over the port, as soon as the embedded backend has its people. */
async function signIn({ page }: RunningApp): Promise<void> {
  await waitForEvent(page, 'bridge', '/workspace/watch', '"connectivity":{"state":"online"')
  type Info = { demoAccounts: { userName: string; password: string }[] }
  const { userName, password } = (json(await callRaw(page, 'bridge', '/session/serverInfo')) as Info).demoAccounts[0]!
  const input = JSON.stringify({ json: { userName, password } })
  expect((await callRaw(page, 'bridge', '/session/signIn', input)).s).toBeUndefined()
  await page.waitForFunction(() => !document.querySelector('input[type=password]'))
}
