/** A customer cannot get in: the page locks, the agent sees why and, once the caller is verified, unlocks; a link sets a new password, a second step is added and taken away. */
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DEMO_CUSTOMER_PASSWORD } from '../../electron/backend/demo/identities.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { openDesk, openFirst, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
let desk: Desk
let browser: Awaited<ReturnType<typeof openCustomerBrowser>>
beforeAll(async () => {
  operator = await startDemoOperator()
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Judith Dembele')
  browser = await openCustomerBrowser()
  // The test reads English; what the customer's own language is, is another test's business.
  await browser.page.addInitScript(() => sessionStorage.setItem('language', 'en'))
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await desk?.close()
  await operator?.stop()
})

async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
const region = (name: string) => desk.page.getByRole('region', { name })
/** The section of somebody's sign-in, for a caller who is known. @returns the user name */
async function openSignIn(text: string): Promise<string> {
  await openFirst(desk.page, text)
  await desk.page.keyboard.press('Alt+6')
  await verifyCaller(desk.page)
  return userName()
}
async function userName(): Promise<string> {
  const name = region('Only for the customer').locator('dl div', { hasText: 'User name' }).getByRole('definition')
  await name.waitFor({ timeout: 15_000 })
  return (await name.textContent()) ?? ''
}
async function enter(name: string, password: string, { remember = false } = {}): Promise<void> {
  const { page } = browser
  await page.getByLabel('User name or e-mail').fill(name)
  await page.getByLabel('Password').fill(password)
  await page.getByLabel('Remember me on this device').setChecked(remember)
  // It waits a second after a failure; a click waits for the button.
  await page.getByRole('button', { name: 'Sign in', exact: true }).click()
}
async function openPage(): Promise<void> {
  await browser.page.goto(`${operator.url}/portal/account`)
  await browser.page.getByRole('heading', { level: 1 }).waitFor()
}
async function signOut(): Promise<void> {
  await browser.page.getByRole('button', { name: 'Sign out' }).click()
  await browser.page.getByLabel('User name or e-mail').waitFor()
}
const isIn = () => browser.page.getByRole('heading', { name: 'Your account' }).waitFor({ timeout: 20_000 })
/** The newest message of the mailbox with a link to the sign-in page. */
async function linkInMailbox(): Promise<string> {
  await desk.page.getByRole('button', { name: 'Mailbox' }).click()
  const link = desk.page.getByRole('article').getByText(/\/portal\/account#/)
  await link.waitFor()
  return /http\S+\/portal\/account#[\w-]+/.exec((await link.textContent()) ?? '')?.[0] ?? ''
}

describe('a customer who cannot get in', () => {
  it('is locked after five tries, is unlocked by an agent who sees why, once they are verified, and signs in', async () => {
    const name = (await openFirst(desk.page, 'rivera yonkers')).toLowerCase().replaceAll(' ', '.')
    await desk.page.keyboard.press('Alt+6')
    await openPage()
    const { page } = browser
    await expectNoBarriers(page)
    await inBoth(page, 'customer-sign-in')
    for (let tries = 0; tries < 5; tries += 1) {
      await enter(name, `not this one ${tries}`)
      await page.getByRole('alert').getByText('That did not work', { exact: false }).waitFor()
      await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor()
    }
    await enter(name, DEMO_CUSTOMER_PASSWORD)
    await page.getByRole('alert').getByText('or the sign-in is locked', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'customer-locked')

    await desk.page.getByRole('button', { name: 'Look again' }).click()
    await desk.page.getByText(/^From one place the sign-in is locked until .+, because of 5 wrong passwords since /).waitFor()
    const unlock = region('Help with it').getByRole('button', { name: 'Unlock', exact: true })
    await region('Only for the customer').getByText('The caller must be verified first.').waitFor()
    expect(await unlock.isDisabled()).toBe(true)
    expect(await region('Only for the customer').getByText(name).count(), 'nothing of it is on the desk').toBe(0)
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'sign-in-refused')
    await verifyCaller(desk.page)
    expect(await userName()).toBe(name)
    await region('Only for the customer').getByText('Locked for a while').waitFor()
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'sign-in-locked')
    await unlock.click()
    await desk.page.getByText('Unlocked. The customer is told.').waitFor()
    await desk.page.getByText(/^The sign-in is active\./).waitFor()
    await enter(name, DEMO_CUSTOMER_PASSWORD, { remember: true })
    await isIn()
    await page.getByText('This device').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'customer-account')
    await page.getByRole('button', { name: 'Español' }).click()
    await page.getByRole('heading', { name: 'Su cuenta' }).waitFor()
    await screenshot(page, 'customer-account-es')
    await page.getByRole('button', { name: 'English' }).click()
    await openPage()
    await isIn()
    await signOut()
  })

  it('chooses a new password by a link that went to the contact of record', async () => {
    const name = await openSignIn('johnson brooklyn')
    await region('Help with it').getByRole('button', { name: 'Send a link for a new password' }).click()
    await desk.page.getByText(/^The link is on its way to /).waitFor()
    await region('Links sent').getByText('not used yet', { exact: false }).waitFor()
    const link = await linkInMailbox()
    const { page } = browser
    await page.goto(link)
    await page.getByRole('heading', { name: 'Choose a new password' }).waitFor()
    expect(page.url(), 'the token is not left in the address').not.toContain('#')
    await page.getByLabel('New password').fill('password123')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Too short: at least 12 characters.').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'customer-new-password')
    await page.getByLabel('New password').fill('four kettles on the wall')
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Saved. You can sign in with it now.').waitFor()
    await enter(name, 'four kettles on the wall')
    await isIn()
    await signOut()
    await openSignIn('johnson brooklyn')
    await region('Links sent').getByText(/used /).first().waitFor()
  })

  it('adds an authenticator app, uses it, and an agent takes it away', async () => {
    const name = await openSignIn('rivera yonkers')
    await openPage()
    const { page } = browser
    await enter(name, DEMO_CUSTOMER_PASSWORD)
    await isIn()
    await page.getByRole('button', { name: 'Add an authenticator app' }).click()
    await page.getByText('All other devices will be signed out.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'customer-add-app-asks')
    await page.getByLabel('Your password now').fill(DEMO_CUSTOMER_PASSWORD)
    await page.getByRole('button', { name: 'Continue' }).click()
    await page.getByRole('img', { name: /Picture for the authenticator app/ }).waitFor()
    const secret = ((await page.locator('.key').textContent()) ?? '').replace(/\s/g, '')
    await expectNoBarriers(page)
    await inBoth(page, 'customer-add-app')
    const app = new TOTP({ secret, digits: 6, period: 30 })
    await page.getByLabel('Code').fill(app.generate())
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('button', { name: 'Remove: Authenticator app' }).waitFor()
    await page.getByRole('status').getByText('All other devices were signed out.', { exact: false }).waitFor()
    await screenshot(page, 'customer-app-added')
    await signOut()
    await enter(name, DEMO_CUSTOMER_PASSWORD)
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'customer-second-step')
    // The step of the set-up is used up; the one after it is right already.
    await page.getByLabel('Code').fill(app.generate({ timestamp: Date.now() + 30_000 }))
    await page.getByRole('button', { name: 'Continue' }).click()
    await isIn()
    await desk.page.getByRole('button', { name: 'Look again' }).click()
    const factors = region('Second steps')
    await factors.getByText('Callers verified by call-back only').waitFor()
    expect(await factors.getByRole('button', { name: 'Remove: Authenticator app' }).isDisabled()).toBe(true)
    await inBoth(desk.page, 'sign-in-needs-callback')
    await factors.getByRole('button', { name: 'Verify the caller' }).click()
    await region('Verify the caller').getByRole('button', { name: 'The customer answered' }).click()
    await desk.page.getByText('Verified by call-back').first().waitFor()
    await factors.getByRole('button', { name: 'Remove: Authenticator app' }).click()
    await factors.getByRole('button', { name: 'Remove: Authenticator app' }).click()
    await factors.getByText('None.').waitFor()
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'sign-in-help')
    await signOut()
  })

  it('is locked and frozen, and both are seen; when the freeze is lifted the old password opens nothing, and a link is sent', async () => {
    const name = await userName()
    const { page } = browser
    for (let tries = 0; tries < 5; tries += 1) {
      await enter(name, `not this one ${tries}`)
      await page.getByRole('alert').getByText('That did not work', { exact: false }).waitFor()
      await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor()
    }
    const help = region('Help with it')
    await help.getByRole('button', { name: 'Freeze', exact: true }).click()
    await help.getByRole('button', { name: 'Yes: Freeze' }).click()
    await desk.page.getByText(/^The sign-in has been frozen since .+ From one place it is locked as well, until .+, because of 5 wrong passwords since /).waitFor()
    await expectNoBarriers(desk.page)
    await desk.page.getByRole('button', { name: 'Look again' }).scrollIntoViewIfNeeded()
    await inBoth(desk.page, 'sign-in-frozen')
    await help.getByRole('button', { name: 'Unlock', exact: true }).click()
    await desk.page.getByText(/^The sign-in has been frozen since .+ Nobody can use it\.$/).waitFor()
    await help.getByRole('button', { name: 'Lift the freeze', exact: true }).click()
    await help.getByRole('button', { name: 'Yes: Lift the freeze' }).click()
    await help.getByText(/^The freeze is lifted\. The link for a new password is on its way to /).waitFor()
    await desk.page.getByText(/^A new password has been needed since /).waitFor()
    await region('Links sent').getByText('not used yet', { exact: false }).waitFor()
    await expectNoBarriers(desk.page)
    await desk.page.getByRole('button', { name: 'Look again' }).scrollIntoViewIfNeeded()
    await inBoth(desk.page, 'sign-in-unfrozen')
    await enter(name, DEMO_CUSTOMER_PASSWORD)
    await page.getByRole('alert').getByText('That did not work', { exact: false }).waitFor()
  })
})
