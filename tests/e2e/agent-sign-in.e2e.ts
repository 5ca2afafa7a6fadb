/** An agent's own sign-in where the second step is required: first set-up, codes, a lost phone, the locked screen, and colleagues who help. */
import { TOTP } from 'otpauth'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createAgent } from '../../electron/backend/features/session/create-agent.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { startTestBackend } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { openDesk, openFirst, searchBox, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
let desk: Desk
let other: Desk
beforeAll(async () => {
  operator = await startDemoOperator({ HEADEND_SECOND_FACTOR: 'required' })
  desk = await openDesk(operator.url)
  other = await openDesk(operator.url)
}, 120_000)
afterAll(async () => {
  await desk?.close()
  await other?.close()
  await operator?.stop()
})

async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
const password = async (page: Page, userName: string) => {
  await page.getByLabel('User name').fill(userName)
  await page.getByLabel('Password', { exact: true }).fill(`demo ${userName} password`)
  await page.keyboard.press('Enter')
}
/** Of now, or of the steps beside it: a step is used up by its code. */
const codeOf = (secret: string, steps = 0) => new TOTP({ secret, digits: 6, period: 30 }).generate({ timestamp: Date.now() + steps * 30_000 })

/** From the password to the work, by keyboard. */
async function setUp(page: Page, userName: string): Promise<{ secret: string; codes: string[] }> {
  await password(page, userName)
  await page.getByRole('heading', { name: 'Set up your second step' }).waitFor({ timeout: 30_000 })
  const secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')
  await page.keyboard.type(codeOf(secret))
  await page.keyboard.press('Enter')
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
  const codes = await page.getByRole('list', { name: 'Your recovery codes' }).locator('code').allTextContents()
  await page.getByLabel('I have kept these codes').press('Space')
  await page.keyboard.press('Enter')
  await searchBox(page).waitFor()
  return { secret, codes }
}
async function fromMenu(page: Page, name: string): Promise<void> {
  await page.getByRole('banner').getByRole('button').last().click()
  await page.getByRole('group', { name: 'You and your preferences' }).getByRole('button', { name }).click()
}

/** On a slow machine more than five minutes have gone by since the sign-in: then the password is asked for once more. */
async function untilDone(page: Page, userName: string, words: string): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Is it still you?' })
  const done = page.getByText(words)
  await done.or(dialog).first().waitFor()
  if (await dialog.isVisible()) {
    await page.getByLabel('Your password, or a code from the app').fill(`demo ${userName} password`)
    await page.keyboard.press('Enter')
  }
  await done.waitFor()
}

describe('an agent', () => {
  let secret = ''
  let codes: string[] = []

  it('sets the second step up before anything else, and keeps ten recovery codes', async () => {
    const { page } = desk
    await page.getByRole('button', { name: /Amy Moreno/ }).waitFor({ timeout: 30_000 })
    await password(page, 'agent')
    await page.getByRole('img', { name: 'Picture for the authenticator app' }).waitFor({ timeout: 30_000 })
    await expectNoBarriers(page)
    await inBoth(page, 'agent-set-up')
    secret = ((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')
    expect(secret).toMatch(/^[A-Z2-7]{32}$/)
    await page.getByLabel('Code from the app').fill('000000')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('That did not work', { exact: false }).waitFor()
    await page.getByLabel('Code from the app').fill(codeOf(secret))
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor()
    codes = await page.getByRole('list', { name: 'Your recovery codes' }).locator('code').allTextContents()
    expect(new Set(codes).size).toBe(10)
    await expectNoBarriers(page)
    await inBoth(page, 'agent-recovery-codes')
    expect(await page.getByRole('button', { name: 'Go on to my work' }).isDisabled()).toBe(true)
    await page.evaluate(() => { window.print = () => document.body.setAttribute('data-printed', '') })
    await page.getByRole('button', { name: 'Print' }).click()
    await page.locator('body[data-printed]').waitFor()
    await page.emulateMedia({ media: 'print' })
    await screenshot(page, 'agent-recovery-codes-printed')
    await page.emulateMedia({ media: 'screen' })
    await page.getByLabel('I have kept these codes').check()
    await page.getByRole('button', { name: 'Go on to my work' }).click()
    await searchBox(page).waitFor()
  })

  it('comes back to a locked screen with the same work in hand', async () => {
    const { page } = desk
    const name = await openFirst(page, 'rivera yonkers')
    await page.keyboard.press('Control+l')
    await page.getByRole('heading', { name: 'Locked' }).waitFor()
    expect(await page.getByText(name).count(), 'nothing of a customer is on it').toBe(0)
    await expectNoBarriers(page)
    await inBoth(page, 'agent-locked')
    await page.getByLabel('Your password, or a code from the app').fill('not this one')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('That did not work', { exact: false }).waitFor()
    await page.getByLabel('Your password, or a code from the app').fill('demo agent password')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name }).waitFor({ timeout: 15_000 })
  })

  it('signs in with a recovery code when the phone is away, once with each, and is told how many are left', async () => {
    const { page } = desk
    await fromMenu(page, 'Sign out')
    await password(page, 'agent')
    await page.getByRole('heading', { name: 'Second step' }).waitFor()
    await page.getByText('I do not have my phone').click()
    await expectNoBarriers(page)
    await inBoth(page, 'agent-second-step')
    await page.getByLabel('Code', { exact: true }).fill(codes[0]?.toUpperCase() ?? '')
    await page.keyboard.press('Enter')
    await page.getByText('You signed in with a recovery code; 9 are left.', { exact: false }).waitFor()
    await screenshot(page, 'agent-recovery-used')
    await fromMenu(page, 'Sign out')
    await password(page, 'agent')
    await page.getByLabel('Code', { exact: true }).fill(codes[0] ?? '')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('used already', { exact: false }).waitFor()
    await page.getByLabel('Code', { exact: true }).fill(codeOf(secret, 1))
    await page.keyboard.press('Enter')
    await searchBox(page).waitFor()
  })

  it('makes new recovery codes with the password', async () => {
    const { page } = desk
    await fromMenu(page, 'Your sign-in')
    await page.getByText('9 recovery codes are left.', { exact: false }).waitFor()
    await page.getByRole('button', { name: 'Make new recovery codes' }).click()
    await page.getByLabel('Your password, once more').fill('demo agent password')
    await page.keyboard.press('Enter')
    await page.getByLabel('I have kept these codes').check()
    await page.getByRole('button', { name: 'Done' }).click()
    await page.getByText('10 recovery codes are left.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'agent-own-sign-in')
  })
})

describe('a colleague', () => {
  it('takes the app of a lost phone away, disables and enables; the other is out at once', async () => {
    const { page } = other
    await page.getByRole('button', { name: /Priscilla Ong/ }).waitFor({ timeout: 30_000 })
    await setUp(page, 'administrator')
    await page.getByRole('button', { name: 'Agents’ sign-ins' }).click()
    const row = (name: string) => page.getByRole('row', { name: new RegExp(name) })
    await row('Priscilla Ong').getByText('This is you', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'agents')
    await row('Amy Moreno').getByRole('button', { name: 'Disable' }).click()
    await screenshot(page, 'agents-asking')
    await row('Amy Moreno').getByRole('button', { name: 'Yes: Disable' }).click()
    await untilDone(page, 'administrator', 'Amy Moreno is signed out and cannot sign in any more.')
    await desk.page.getByRole('heading', { name: 'Sign in' }).waitFor()
    await password(desk.page, 'agent')
    await desk.page.getByRole('alert').getByText('User name or password is not right', { exact: false }).waitFor()
    await row('Amy Moreno').getByRole('button', { name: 'Enable' }).click()
    await untilDone(page, 'administrator', 'Amy Moreno can sign in again.')
    await row('Amy Moreno').getByRole('button', { name: 'Take the app away' }).click()
    await row('Amy Moreno').getByRole('button', { name: 'Yes: Take the app away' }).click()
    await untilDone(page, 'administrator', 'Amy Moreno sets up another app at the next sign-in.')
    await setUp(desk.page, 'agent')
  })

  it('changes what a role may do, one role at a time; whoever is in it has it at once', async () => {
    const { page } = other
    await page.getByRole('button', { name: 'Roles and rights' }).click()
    await page.getByRole('table').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'roles')
    await page.getByRole('button', { name: 'Change: Agent', exact: true }).click()
    const box = (right: string, role: string) => page.getByRole('checkbox', { name: `${right}: ${role}` })
    await box('See who may do what', 'Agent').check()
    await page.getByText('Gets: See who may do what.').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'roles-changing')
    await page.getByRole('button', { name: 'Save' }).click()
    await untilDone(page, 'administrator', 'The rights of the role Agent are changed.')
    await desk.page.getByRole('button', { name: 'Roles and rights' }).waitFor()
    await page.getByRole('button', { name: 'Change: Administrator' }).click()
    expect(await box('Change who may do what', 'Administrator').getAttribute('aria-disabled')).toBe('true')
    await box('Change who may do what', 'Administrator').press('Space')
    expect(await box('Change who may do what', 'Administrator').isChecked()).toBe(true)
    await screenshot(page, 'roles-administrator')
    await page.keyboard.press('Escape')
    await page.getByRole('button', { name: 'Change: Agent', exact: true }).click()
    await box('See who may do what', 'Agent').uncheck()
    await page.getByText('Loses: See who may do what.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await untilDone(page, 'administrator', 'The rights of the role Agent are changed.')
    await desk.page.getByRole('button', { name: 'Roles and rights' }).waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Agents’ sign-ins' }).click()
  })

  it('unlocks a sign-in that wrong passwords have locked', async () => {
    const { page } = desk
    await fromMenu(page, 'Sign out')
    for (let tries = 0; tries < 6; tries += 1) {
      await page.getByLabel('User name').fill('senior')
      await page.getByLabel('Password', { exact: true }).fill(`not this one ${tries}`)
      await page.keyboard.press('Enter')
      await page.getByRole('alert').waitFor()
      await page.getByRole('button', { name: 'Sign in', exact: true, disabled: false }).waitFor()
    }
    await other.page.getByLabel('Name or user name').fill('Jerome')
    const row = other.page.getByRole('row', { name: /Jerome Dacosta/ })
    await row.getByText(/^Locked from one network until .+ Wrong passwords: \d, wrong codes: 0\.$/).waitFor()
    await inBoth(other.page, 'agents-locked')
    await row.getByRole('button', { name: 'Unlock' }).click()
    await untilDone(other.page, 'administrator', 'Jerome Dacosta can sign in again.')
    await password(page, 'senior')
    await page.getByRole('heading', { name: 'Set up your second step' }).waitFor()
  })

  it('reads all of it in Spanish', async () => {
    const spanish = await openDesk(operator.url, { locale: 'es-ES' })
    const { page } = spanish
    await page.getByLabel('Usuario').fill('supervisor')
    await page.getByLabel('Contraseña', { exact: true }).fill('demo supervisor password')
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { name: 'Configure su segundo paso' }).waitFor({ timeout: 30_000 })
    await screenshot(page, 'agent-set-up-es')
    await page.keyboard.type(codeOf(((await page.locator('code').textContent()) ?? '').replace(/\s/g, '')))
    await page.keyboard.press('Enter')
    await page.getByLabel('He guardado estos códigos').check()
    await screenshot(page, 'agent-recovery-codes-es')
    await page.getByRole('button', { name: 'Ir a mi trabajo' }).click()
    await page.getByRole('button', { name: 'Accesos de agentes' }).click()
    await page.getByRole('row', { name: /Amy Moreno/ }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'agents-es')
    await page.keyboard.press('Control+l')
    await page.getByRole('heading', { name: 'Bloqueada' }).waitFor()
    await screenshot(page, 'agent-locked-es')
    await spanish.close()
  })
})

describe('what weighs more', () => {
  it('asks for the password once more, five minutes after the sign-in, and goes on', async () => {
    let shift = 0
    const clock = { now: () => Date.now() + shift }
    const store = await openStore({ kind: 'embedded', dataDirectory: null })
    await migrate(store, clock)
    const backend = await startTestBackend({ store, clock, operatorName: 'Isla Cable' })
    const people = [['administrator', 'Ann Whitfield'], ['agent', 'Jo Alder']] as const
    for (const [role, displayName] of people)
      await store.db.transaction().execute((trx) => createAgent(trx, { userName: role, displayName, role, password: `demo ${role} password`, clock }))
    const own = await openDesk(backend.url)
    const { page } = own
    await page.getByText('Ready to sign in.').waitFor({ timeout: 30_000 })
    await password(page, 'administrator')
    await page.getByRole('button', { name: 'Agents’ sign-ins' }).click()
    const row = page.getByRole('row', { name: /Jo Alder/ })
    await row.waitFor()
    shift = 6 * 60_000
    const disable = async () => {
      await row.getByRole('button', { name: 'Disable' }).click()
      await row.getByRole('button', { name: 'Yes: Disable' }).click()
      await page.getByRole('dialog', { name: 'Is it still you?' }).waitFor()
    }
    await disable()
    await expectNoBarriers(page)
    await inBoth(page, 'agent-step-up')
    await page.keyboard.press('Escape')
    await page.getByRole('alert').getByText('This needs your password or a code once more. Nothing was changed.').waitFor()
    await row.getByText('Works').waitFor()
    await disable()
    await page.keyboard.type('not this one')
    await page.keyboard.press('Enter')
    await page.getByRole('dialog').getByRole('alert').waitFor()
    await page.getByLabel('Your password, or a code from the app').fill('demo administrator password')
    await page.keyboard.press('Enter')
    await page.getByText('Jo Alder is signed out and cannot sign in any more.').waitFor()
    await row.getByRole('button', { name: 'Enable' }).click()
    await page.getByText('Jo Alder can sign in again.').waitFor()
    await own.close()
    await backend.close()
    await store.close()
  })
})
