/** The demo operator as a backend of its own, and desks before it: what a test of the window needs. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { demoCustomerPin } from '../../electron/backend/demo/colleagues.ts'
import { apiClient, type ApiClient } from './api-client.ts'
import { launchApp, temporaryProfile, type RunningApp } from './app.ts'
import { ended, startBackendProcessIn } from './backend-process.ts'
import { copyDemoBook } from './demo-book.ts'

export type DemoOperator = {
  url: string
  /** As if the cable were cut: nothing is said to anybody. */
  cut: () => Promise<void>
  /** The same operator at the same address again. */
  back: () => Promise<void>
  stop: () => Promise<void>
}

/** @param env of the backend, beside what there is @param prepare what no procedure makes, written into the book before it is started */
export async function startDemoOperator(env: Record<string, string> = {}, prepare?: (folder: string) => Promise<void>): Promise<DemoOperator> {
  const home = mkdtempSync(path.join(tmpdir(), 'headend-operator-'))
  // What the backend keeps beside its directory, such as the key of sealed secrets, goes with it.
  const folder = path.join(home, 'book')
  await copyDemoBook(folder)
  await prepare?.(folder)
  let server = startServer(env, folder, '0')
  const url = await server.url
  return {
    url,
    cut: () => server.end('SIGKILL'),
    back: async () => {
      server = startServer(env, folder, new URL(url).port)
      await server.url
    },
    stop: async () => {
      await server.end('SIGTERM')
      rmSync(home, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

/** What an account of the demo asks by itself, beside its window. */
export async function demoClient({ url }: Pick<DemoOperator, 'url'>, userName: 'agent' | 'senior' | 'dispatcher' | 'supervisor' | 'administrator'): Promise<ApiClient> {
  const { token } = await apiClient(url).session.signIn({ userName, password: `demo ${userName} password` })
  return apiClient(url, token)
}

const startServer = (env: Record<string, string>, folder: string, port: string) => startBackendProcessIn(env, `--data-directory=${folder}`, '--demo', `--port=${port}`)

export type Desk = {
  page: Page
  running: RunningApp
  /** The power fails, and the same desk is started again. */
  crashAndReopen: () => Promise<Desk>
  /** The window is closed in order, and the same desk started again. */
  reopen: () => Promise<Desk>
  close: () => Promise<void>
}

/** `scope`: `all` without it, so that a test need not ask who is on the desk. `timeZone`: of the computer, IANA; this one's without it. */
type DeskSettings = { locale?: string; dark?: boolean; scope?: 'all' | 'directory' | 'workingSet'; timeZone?: string; /** Of the program, beside that. */ env?: Record<string, string> }

/** A desk with an encrypted file of its own. Its window has the size of a small office screen. */
export async function openDesk(url: string, settings: DeskSettings = {}): Promise<Desk> {
  const profile = temporaryProfile()
  const keyFile = path.join(profile.userDataDir, 'cache.key')
  writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 })
  return start({ url, settings, profile, keyFile })
}

type Start = { url: string; settings: DeskSettings; profile: ReturnType<typeof temporaryProfile>; keyFile: string }

async function start(from: Start): Promise<Desk> {
  const { url, settings, profile, keyFile } = from
  const running = await launchApp({
    userDataDir: profile.userDataDir,
    backendUrl: url,
    scope: settings.scope ?? 'all',
    args: [`--cache-key-file=${keyFile}`],
    ...(settings.locale ? { locale: settings.locale } : {}),
    env: { ...(settings.timeZone ? { TZ: settings.timeZone } : {}), ...settings.env },
  })
  const { page } = running
  await page.emulateMedia({ colorScheme: settings.dark ? 'dark' : 'light' })
  const crashAndReopen = async () => {
    await ended(running.app.process(), 'SIGKILL')
    return start(from)
  }
  const reopen = async () => {
    await running.close()
    return start(from)
  }
  const close = async () => {
    await running.close()
    profile.remove()
  }
  return { page, running, crashAndReopen, reopen, close }
}

/** By the list of invented people on the sign-in page. */
export async function signInAs(page: Page, name: string): Promise<void> {
  await page.getByRole('complementary', { name: /Demo|demostración/ }).getByRole('button', { name }).click({ timeout: 30_000 })
  await searchBox(page).waitFor()
}

export const searchBox = (page: Page) => page.getByRole('combobox', { name: /Search|Buscar/ })

/** Types it key by key and waits for somebody to be found: the first pull may be under way. */
export async function find(page: Page, text: string): Promise<void> {
  await searchBox(page).fill('')
  await searchBox(page).pressSequentially(text)
  await page.locator(`[data-results-for="${text}"]`).getByRole('option').first().waitFor({ timeout: 30_000 })
}

/** Finds somebody and opens the first of the list; waits for the whole account. @returns the name. */
export async function openFirst(page: Page, text: string): Promise<string> {
  await find(page, text)
  await page.keyboard.press('Enter')
  await page.locator('[data-account][data-complete="true"]').waitFor({ timeout: 30_000 })
  return (await page.getByRole('heading', { level: 1 }).textContent()) ?? ''
}

/** With the key, once the window knows that no contact is open. */
export async function startCall(page: Page): Promise<void> {
  await page.locator('[data-level="none"] button:enabled').first().waitFor()
  await page.keyboard.press('F4')
  await page.locator('[data-level="unverified"]').waitFor()
}

/** As an agent would: starts a call at the open account, and types the PIN that all customers of the demo have. */
export async function verifyCaller(page: Page): Promise<void> {
  // Who is known from before needs no second contact.
  await page.locator('[data-level="none"] button:enabled, [data-level^="verified"]').first().waitFor()
  if (await page.locator('[data-level^="verified"]').count()) return
  await startCall(page)
  await page.keyboard.press('F2')
  const panel = page.getByRole('region', { name: /^(Verify the caller|Verificar a quien llama)$/ })
  await panel.getByLabel(/^PIN, /).fill(demoCustomerPin)
  await page.keyboard.press('Enter')
  await page.locator('[data-level="verified"]').waitFor()
  await panel.waitFor({ state: 'detached' })
}
