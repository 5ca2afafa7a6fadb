/** An agent signs in at the operator's own provider, with the real desk: only the computer's browser is played, by HTTP. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { makeAgent } from '../support/agent-sign-in.ts'
import { startTestBackend } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { openDesk, openFirst, searchBox, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { CLIENT_ID, openBrowser, startProvider, type TestProvider } from '../support/openid-provider.ts'
import { optionsOf } from '../support/single-sign-on.ts'

const IDA = { sub: 'ida-1', name: 'Ida Fenn', preferred_username: 'ida.fenn', groups: ['care'] }

let provider: TestProvider
beforeAll(async () => {
  provider = await startProvider()
})
afterAll(() => provider?.close())

async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}

/** In place of the system's browser, from now on: what it would be sent to is kept. */
const replaceBrowser = ({ running }: Desk) => running.app.evaluate(({ shell }) => {
  const kept: string[] = []
  Object.assign(globalThis, { sentTo: kept })
  shell.openExternal = (url: string) => (kept.push(url), Promise.resolve())
})
const sentTo = ({ running }: Desk) => running.app.evaluate(() => (globalThis as unknown as { sentTo: string[] }).sentTo.splice(0))
async function nextAddress(desk: Desk): Promise<string> {
  let found: string | undefined
  await expect.poll(async () => (found ??= (await sentTo(desk))[0]), { timeout: 20_000 }).toBeTruthy()
  return found ?? ''
}
/** The person signs in there, and the browser comes back. @returns what it shows at the end */
async function throughBrowser(desk: Desk, browser = openBrowser()): Promise<string> {
  const back = await fetch(await browser.follow(await nextAddress(desk)))
  return back.text()
}
const button = (page: Page) => page.getByRole('button', { name: 'Sign in with Isla account' })
const isThere = (url: string): Promise<boolean> => fetch(url).then(() => true, () => false)

describe('an agent of the operator’s provider', () => {
  let operator: DemoOperator
  let desk: Desk
  beforeAll(async () => {
    operator = await startDemoOperator({
      HEADEND_SSO_ISSUER: provider.issuer, HEADEND_SSO_CLIENT_ID: CLIENT_ID, HEADEND_SSO_NAME: 'Isla account', HEADEND_SSO_ROLES: 'care-leads=supervisor; care=agent', HEADEND_SECOND_FACTOR: 'optional',
    })
    desk = await openDesk(operator.url)
    await replaceBrowser(desk)
  }, 120_000)
  afterAll(async () => {
    await desk?.close()
    await operator?.stop()
  })
  beforeEach(async () => {
    const { page } = desk
    const door = page.getByRole('heading', { name: 'Sign in', exact: true })
    await door.or(searchBox(page)).first().waitFor({ timeout: 30_000 })
    if (await door.isVisible()) return
    await page.getByRole('banner').getByRole('button').last().click()
    await page.getByRole('group', { name: 'You and your preferences' }).getByRole('button', { name: 'Sign out' }).click()
    await button(page).waitFor()
  })

  it('signs in through the browser, and finds the work of before behind a locked screen', async () => {
    const { page } = desk
    provider.seat(IDA)
    await button(page).waitFor({ timeout: 30_000 })
    await expectNoBarriers(page)
    await inBoth(page, 'sso-sign-in')
    await button(page).click()
    await page.getByText('Go on in your browser.').waitFor()
    expect(await page.getByLabel('User name').count(), 'one thing at a time').toBe(0)
    await expectNoBarriers(page)
    await inBoth(page, 'sso-waiting')
    const shown = await throughBrowser(desk)
    expect(shown).toContain('Go back to Headend')
    await searchBox(page).waitFor({ timeout: 20_000 })
    await page.getByRole('banner').getByText('Ida Fenn').waitFor()

    const name = await openFirst(page, 'rivera yonkers')
    await page.keyboard.press('Control+l')
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    expect(await page.getByLabel('code from the app', { exact: false }).count(), 'they have no password and no app').toBe(0)
    await expectNoBarriers(page)
    await inBoth(page, 'sso-locked')
    provider.seat({ ...IDA, sub: 'somebody-else', preferred_username: 'else' })
    await page.getByRole('button', { name: 'Unlock through the browser' }).click()
    await throughBrowser(desk)
    await page.getByRole('alert').getByText('Somebody else signed in there.', { exact: false }).waitFor({ timeout: 20_000 })
    expect(await page.getByText(name).count(), 'still locked').toBe(0)
    provider.seat(IDA)
    await page.getByRole('button', { name: 'Unlock through the browser' }).click()
    await throughBrowser(desk)
    await page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 20_000 })
  })

  it('is not let in without a role, and reads why', async () => {
    const { page } = desk
    provider.seat({ ...IDA, sub: 'no-role', preferred_username: 'no.role', groups: ['warehouse'] })
    await button(page).click()
    await throughBrowser(desk)
    await page.getByRole('alert').getByText('You have no role in Headend there.', { exact: false }).waitFor({ timeout: 20_000 })
    await expectNoBarriers(page)
    await inBoth(page, 'sso-refused')
    await page.getByRole('button', { name: /Amy Moreno/ }).click()
    await searchBox(page).waitFor()
  })

  it('gives it up at any moment: nobody listens any more, and another way in is open', async () => {
    const { page } = desk
    provider.seat(IDA)
    await button(page).click()
    const address = await nextAddress(desk)
    const listener = new URL(address).searchParams.get('redirect_uri') ?? ''
    expect(await isThere(listener), 'the control').toBe(true)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByLabel('User name').waitFor()
    await expect.poll(() => isThere(listener)).toBe(false)
    expect(await page.getByRole('alert').count()).toBe(0)
    await button(page).click()
    await throughBrowser(desk)
    await searchBox(page).waitFor({ timeout: 20_000 })
  })

  it('is told when the provider is away, and signs in with a password meanwhile', async () => {
    const { page } = desk
    await provider.down()
    // The address of its keys is known for a while: the browser finds nobody there, and the person comes back.
    await button(page).click()
    const address = await nextAddress(desk)
    await expect(openBrowser().follow(address)).rejects.toThrow()
    await page.getByRole('button', { name: 'Cancel' }).click()
    await provider.up()
    await page.getByRole('button', { name: /Amy Moreno/ }).click()
    await searchBox(page).waitFor()
  })

  it('reads it in Spanish', async () => {
    const spanish = await openDesk(operator.url, { locale: 'es-ES' })
    await replaceBrowser(spanish)
    const { page } = spanish
    const spanishButton = page.getByRole('button', { name: 'Iniciar sesión con Isla account' })
    await spanishButton.waitFor({ timeout: 30_000 })
    await screenshot(page, 'sso-sign-in-es')
    provider.seat({ ...IDA, sub: 'no-role', preferred_username: 'no.role', groups: [] })
    await spanishButton.click()
    await page.getByText('Continúe en su navegador.').waitFor()
    await screenshot(page, 'sso-waiting-es')
    expect(await throughBrowser(spanish)).toContain('Vuelva a Headend')
    await page.getByRole('alert').getByText('Allí no tiene ninguna función', { exact: false }).waitFor({ timeout: 20_000 })
    await screenshot(page, 'sso-refused-es')
    await spanish.close()
  })
})

describe('where the provider is the only way in', () => {
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let desk: Desk
  beforeAll(async () => {
    store = await openStore({ kind: 'embedded', dataDirectory: null })
    await migrate(store)
    backend = await startTestBackend({ store, operatorName: 'Isla Cable', passwordSignIn: false, singleSignOn: optionsOf(provider, { roles: [{ value: 'it', role: 'administrator' }] }) })
    desk = await openDesk(backend.url)
    await replaceBrowser(desk)
  }, 120_000)
  afterAll(async () => {
    await desk?.close()
    await backend?.close()
    await store?.close()
  })

  it('shows no password, and proves in the browser once more what weighs more', async () => {
    const { page } = desk
    const colleague = await makeAgent(store)
    provider.seat({ ...IDA, sub: 'admin', name: 'Ann Whitfield', preferred_username: 'ann', groups: ['it'] })
    await button(page).waitFor({ timeout: 30_000 })
    expect(await page.getByLabel('Password').count()).toBe(0)
    await inBoth(page, 'sso-alone')
    await button(page).click()
    await throughBrowser(desk)
    await page.getByRole('button', { name: 'Agents’ sign-ins' }).click({ timeout: 20_000 })
    await page.getByRole('row', { name: /Ann Whitfield/ }).getByText('Single sign-on').waitFor()
    await store.db.updateTable('session').set({ provenAt: new Date(Date.now() - 6 * 60_000).toISOString() }).execute()
    const row = page.getByRole('row', { name: new RegExp(colleague.displayName) })
    await row.getByRole('button', { name: 'Disable' }).click()
    await row.getByRole('button', { name: 'Yes: Disable' }).click()
    const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
    await dialog.getByRole('button', { name: 'Confirm in the browser' }).waitFor()
    expect(await dialog.getByRole('textbox').count()).toBe(0)
    await expectNoBarriers(page)
    await inBoth(page, 'sso-step-up')
    await dialog.getByRole('button', { name: 'Confirm in the browser' }).click()
    await throughBrowser(desk)
    await page.getByText(`${colleague.displayName} is signed out and cannot sign in any more.`).waitFor({ timeout: 20_000 })
  })
})
