/** A desk in earnest: its backend is another process, its cache an encrypted file, its agent signed in. */
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { projectRoot } from '../../lib/paths.mjs'
import { openWindow, type ElectronWindow } from './electron-window.ts'
import type { Operator } from './operator.ts'

const SIGN_IN_MS = 60_000

export type Profile = { flags: string[]; remove(): void }

/** @param customers `directory` holds everybody's customer row and the accounts that were opened. */
export function newProfile(operator: Operator): Profile {
  const folder = mkdtempSync(join(tmpdir(), 'headend-bench-'))
  const keyFile = join(folder, 'cache.key')
  writeFileSync(keyFile, randomBytes(32).toString('hex'), { mode: 0o600 })
  const flags = ['--lang=en-US', `--user-data-dir=${join(folder, 'profile')}`, `--backend-url=${operator.url}`, '--scope=directory', `--cache-key-file=${keyFile}`]
  return { flags, remove: () => rmSync(folder, { recursive: true, force: true, maxRetries: 5 }) }
}

export const openDesk = (profile: Profile): Promise<ElectronWindow> => openWindow(projectRoot, profile.flags)

export async function signIn(page: Page, { credentials }: Operator): Promise<void> {
  await page.getByLabel('User name').fill(credentials.userName, { timeout: SIGN_IN_MS })
  await page.getByLabel('Password', { exact: true }).fill(credentials.password)
  await page.keyboard.press('Enter')
  await searchBox(page).waitFor({ timeout: SIGN_IN_MS })
}

export const searchBox = (page: Page) => page.getByRole('combobox', { name: /search/i })

/** Waits until the first pull has ended; the bar is on the screen while it runs. */
export async function firstSyncEnded(page: Page, timeoutMs: number): Promise<void> {
  await page.getByRole('progressbar').first().waitFor({ state: 'attached', timeout: SIGN_IN_MS })
  await page.getByRole('progressbar').first().waitFor({ state: 'detached', timeout: timeoutMs })
}
