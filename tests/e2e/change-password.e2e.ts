/** An agent changes their own password in the real window, and signs in with it. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Page } from 'playwright-core'
import { createAgent } from '../../electron/backend/features/session/create-agent.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { startTestBackend } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { openDesk, searchBox } from '../support/demo-operator.ts'

const FIRST = 'as it was handed over'
const FRESH = 'seven birds over the mast'
let shift = 0
const clock = { now: () => Date.now() + shift }
let store: Store
let backend: Awaited<ReturnType<typeof startTestBackend>>
beforeAll(async () => {
  store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store, clock)
  backend = await startTestBackend({ store, clock, operatorName: 'Isla Cable' })
  for (const [userName, displayName] of [['jo', 'Jo Alder'], ['ana', 'Ana Ruiz']] as const)
    await store.db.transaction().execute((trx) => createAgent(trx, { userName, displayName, role: 'agent', password: FIRST, clock }))
})
afterAll(async () => {
  await backend?.close()
  await store?.close()
})

async function signIn(page: Page, userName: string, password: string): Promise<void> {
  await page.getByLabel(/^(User name|Usuario)$/).fill(userName)
  await page.getByLabel(/^(Password|Contraseña)$/).fill(password)
  await page.keyboard.press('Enter')
}
async function fromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('banner').getByRole('group').last().getByRole('button', { name }).click()
}
/** By keyboard, from the first field, which has the focus. */
async function type(page: Page, ...fields: string[]): Promise<void> {
  await page.locator('input[name=password]').fill('')
  await page.locator('input[name=password]').focus()
  for (const [index, text] of fields.entries()) {
    if (index > 0) await page.keyboard.press('Tab')
    await page.keyboard.type(text)
  }
  await page.keyboard.press('Enter')
}
async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}

it('is told at the field what is wrong, asked once more who it is, and signs in with the new one', async () => {
  const desk = await openDesk(backend.url)
  const { page } = desk
  await page.getByText('Ready to sign in.').waitFor({ timeout: 30_000 })
  await signIn(page, 'jo', FIRST)
  await searchBox(page).waitFor()
  await fromMenu(page, 'Your sign-in')
  await page.getByRole('button', { name: 'Change your password' }).click()
  await page.locator('input[name=password]:focus').waitFor()
  await expectNoBarriers(page)
  await inBoth(page, 'change-password')
  await type(page, FIRST, FRESH, 'another one altogether')
  await page.getByText('These two are not alike.').waitFor()
  await type(page, 'not this one', FRESH, FRESH)
  await page.getByText('That did not work: the password is not right', { exact: false }).waitFor()
  await page.locator('input[name=password]:focus').waitFor()
  shift += 2_000
  await type(page, FIRST, 'passwordpassword', 'passwordpassword')
  await page.getByText('That is one of the common ones', { exact: false }).waitFor()
  await page.locator('input[name=newPassword]:focus').waitFor()
  await expectNoBarriers(page)
  await inBoth(page, 'change-password-common')
  shift += 6 * 60_000
  await type(page, FIRST, FRESH, FRESH)
  await page.getByRole('dialog', { name: 'Is it still you?' }).waitFor()
  await page.getByLabel('Your password, or a code from the app').fill(FIRST)
  await page.keyboard.press('Enter')
  await page.getByText('Your new password works from now on', { exact: false }).waitFor()
  await expectNoBarriers(page)
  await inBoth(page, 'change-password-done')
  await fromMenu(page, 'Sign out')
  await signIn(page, 'jo', FIRST)
  await page.getByRole('alert').waitFor()
  shift += 2_000
  await signIn(page, 'jo', FRESH)
  await searchBox(page).waitFor()
  await desk.close()
})

it('reads it in Spanish', async () => {
  const desk = await openDesk(backend.url, { locale: 'es-ES', dark: true })
  const { page } = desk
  await page.getByLabel(/^Usuario$/).waitFor({ timeout: 30_000 })
  await signIn(page, 'ana', FIRST)
  await searchBox(page).waitFor()
  await fromMenu(page, 'Su acceso')
  await page.getByRole('button', { name: 'Cambiar su contraseña' }).click()
  await type(page, FIRST, 'corta', 'corta')
  await page.getByText('Es demasiado corta: 15 caracteres o más.').waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  await expectNoBarriers(page)
  await screenshot(page, 'change-password-es-dark')
  await desk.close()
})
