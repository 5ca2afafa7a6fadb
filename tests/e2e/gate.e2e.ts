/** The gate in the real window: refused until the caller is known, known by PIN or code, back at the work; and a pretender. */
import { describe, expect, it } from 'vitest'
import { demoCustomerPin } from '../../electron/backend/demo/colleagues.ts'
import { DEMO_SEED, generateDemo } from '../../electron/backend/demo/generate-demo.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { demoDay } from '../support/demo-book.ts'
import { openFirst, signInAs, startCall, verifyCaller, type Desk } from '../support/demo-operator.ts'
import { demoDesks } from '../support/opened-desks.ts'

const { desk, cut, back } = demoDesks()
/** Customers of the demo with phone service and an e-mail address; each test has another. */
const [first, second, third, fourth] = [...generateDemo({ customers: 120, seed: DEMO_SEED, today: demoDay() })].flatMap((rows) => rows.customer
  .filter(({ id, status, emails }) => status === 'active' && emails.length > 0 && rows.callRecord.some(({ customerId }) => customerId === id))
  .map(({ accountNumber }) => accountNumber))
const panelOf = ({ page }: Pick<Desk, 'page'>) => page.getByRole('region', { name: 'Verify the caller' })
const pinIn = (at: Pick<Desk, 'page'>) => panelOf(at).getByLabel('PIN, as the caller says it')

describe('an agent', () => {
  it('is refused until the caller is known, verifies with a PIN, and goes on where they were', async () => {
    const at = await desk()
    const { page } = at
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, first ?? '')
    await page.getByRole('group', { name: 'Caller' }).getByText('No contact open').waitFor()
    await page.getByRole('tab', { name: 'Calls' }).click()
    await page.getByText('Numbers, times and lengths of calls are not on this desk.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-calls-guarded')

    await page.keyboard.press('Alt+a')
    const contact = page.getByRole('region', { name: 'Add phone or e-mail' })
    await contact.getByLabel('Phone', { exact: true }).fill('(914) 555-0188')
    await contact.getByText('The caller must be verified first.').waitFor()
    expect(await contact.getByRole('button', { name: 'Save' }).isDisabled()).toBe(true)
    await expectNoBarriers(page)
    await screenshot(page, 'gate-act-refused')
    await contact.getByRole('button', { name: /^Verify the caller/ }).click()

    await panelOf(at).getByRole('button', { name: 'Start call' }).click()
    await pinIn(at).fill('000000')
    await page.keyboard.press('Enter')
    await panelOf(at).getByText('This is not right. 2 tries are left.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-wrong-pin')
    // What is typed stays while the panel is closed.
    await pinIn(at).fill(demoCustomerPin.slice(0, 3))
    await page.keyboard.press('Escape')
    await page.keyboard.press('F2')
    expect(await pinIn(at).inputValue()).toBe(demoCustomerPin.slice(0, 3))
    await pinIn(at).fill(demoCustomerPin)
    await page.keyboard.press('Enter')
    await page.getByRole('group', { name: 'Caller' }).getByText('Verified by PIN').waitFor()
    await panelOf(at).waitFor({ state: 'detached' })
    expect(await contact.getByLabel('Phone', { exact: true }).inputValue()).toBe('(914) 555-0188')
    await page.getByRole('table', { name: 'Calls' }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-verified')
    await contact.getByRole('button', { name: 'Save' }).click()
    await contact.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /^Unsent work ?0$/ }).waitFor()
    await page.getByText('(914) 555-0188').first().waitFor()

    await page.getByLabel('Outcome').first().selectOption({ label: 'Resolved' })
    await page.getByRole('button', { name: 'End contact' }).click()
    await page.getByText('No contact open').waitFor()
    expect(await page.getByRole('table', { name: 'Calls' }).count()).toBe(0)
    await page.keyboard.press('Alt+1')
    await page.getByText('Call · from customer').first().waitFor()
  })

  it('sends a code to where the customer is reached of old, and verifies by it', async () => {
    const at = await desk()
    const { page } = at
    await signInAs(page, 'Amy Moreno')
    const name = await openFirst(page, second ?? '')
    await startCall(page)
    await page.keyboard.press('F2')
    await panelOf(at).getByRole('radio', { name: 'One-time code' }).check()
    await panelOf(at).getByRole('button', { name: 'Send code' }).click()
    await panelOf(at).getByText('A code is on its way to', { exact: false }).waitFor()
    await screenshot(page, 'gate-code')
    await page.getByRole('button', { name: 'Mailbox' }).click()
    await page.getByText(/your code is \d{6}|su código es \d{6}/i).first().waitFor()
    const code = /\d{6}/.exec((await page.getByText(/your code is \d{6}|su código es \d{6}/i).first().textContent()) ?? '')?.[0] ?? ''
    await page.getByRole('list', { name: 'Open accounts' }).getByRole('button', { name: new RegExp(`^${name.slice(0, 6)}`) }).first().click()
    await panelOf(at).getByLabel('Code, as the caller says it').fill(code)
    await page.keyboard.press('Enter')
    await page.getByRole('group', { name: 'Caller' }).getByText('Verified by code').waitFor()
    await screenshot(page, 'gate-code-verified')
  })

  it('reads it in Spanish and in the dark, on a small screen', async () => {
    const at = await desk({ dark: true, locale: 'es-ES' })
    const { page } = at
    await at.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, third ?? '')
    await startCall(page)
    await page.getByText('Persona NO VERIFICADA').waitFor()
    await page.keyboard.press('F2')
    const panel = page.getByRole('region', { name: 'Verificar a quien llama' })
    await panel.getByRole('radio', { name: 'Devolver la llamada' }).check()
    await panel.getByText('Cuelgue y llame usted', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-callback-es-dark')
    await panel.getByRole('button', { name: 'Contestó el cliente' }).click()
    await page.getByRole('group', { name: 'Quién llama' }).getByText('Verificada por devolución de llamada').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-verified-es-dark')
    expect(await page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
  })

  it('is told offline that nobody can be verified, and is as far as before when the line is back', async () => {
    const at = await desk()
    const { page } = at
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, third ?? '')
    await verifyCaller(page)
    await cut()
    try {
      await page.getByRole('status').filter({ hasText: 'Offline' }).first().waitFor({ timeout: 30_000 })
      await page.keyboard.press('F2')
      await panelOf(at).waitFor()
      await screenshot(page, 'gate-offline')
    } finally {
      await back()
    }
  })
})

describe('a contact in which nothing is done', () => {
  it('says that it will end before it does, and goes on at a key', async () => {
    const { page } = await desk({ dark: true })
    await signInAs(page, 'Amy Moreno')
    await openFirst(page, second ?? '')
    await page.clock.install()
    await startCall(page)
    const warning = page.getByText('Nothing was done in this contact for a while.', { exact: false })
    // The window's clock alone: the backend has the contact's end, and answers that it is as it was.
    await page.clock.fastForward('13:30')
    await warning.waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'gate-ends-soon')
    await page.getByRole('button', { name: 'Go on' }).click()
    await page.getByRole('button', { name: 'End contact' }).waitFor()
  })
})

describe('a pretender', () => {
  it('fails three times, and the next agent is warned until a supervisor takes it away', async () => {
    const at = await desk()
    await signInAs(at.page, 'Amy Moreno')
    await openFirst(at.page, fourth ?? '')
    await startCall(at.page)
    await at.page.keyboard.press('F2')
    for (const pin of ['111222', '333444', '555666']) {
      await pinIn(at).fill(pin)
      await at.page.keyboard.press('Enter')
      await at.page.getByText(pin === '111222' ? '2 tries are left' : pin === '333444' ? '1 try is left' : 'This caller cannot be verified in this contact.', { exact: false }).first().waitFor()
    }
    expect(await pinIn(at).count()).toBe(0)
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'gate-failed')

    const next = await desk()
    await signInAs(next.page, 'Judith Dembele')
    await openFirst(next.page, fourth ?? '')
    await next.page.getByText('3 tries to be verified failed here', { exact: false }).waitFor()
    await expectNoBarriers(next.page)
    await screenshot(next.page, 'gate-flagged')
    await next.page.keyboard.press('F2')
    await panelOf(next).getByLabel('Reason').fill('The customer is known to this office.')
    // What a supervisor has begun to say stays while the panel is closed, too.
    await next.page.keyboard.press('Escape')
    await next.page.keyboard.press('F2')
    expect(await panelOf(next).getByLabel('Reason').inputValue()).toBe('The customer is known to this office.')
    await screenshot(next.page, 'gate-override')
    await panelOf(next).getByRole('button', { name: 'Vouch for this caller' }).click()
    await panelOf(next).getByLabel('Reason').waitFor({ state: 'detached' })
    await next.page.keyboard.press('Escape')
    await next.page.getByRole('button', { name: 'Take the warning away' }).click()
    await next.page.keyboard.type('It was their son, who has called before.')
    await expectNoBarriers(next.page)
    await screenshot(next.page, 'gate-clear-flag')
    await next.page.keyboard.press('Escape')
    await next.page.getByRole('button', { name: 'Take the warning away' }).click()
    expect(await next.page.getByLabel('Why is it taken away?').inputValue()).toBe('It was their son, who has called before.')
    await next.page.getByRole('button', { name: 'Take the warning away' }).click()
    await next.page.getByText('3 tries to be verified failed here', { exact: false }).waitFor({ state: 'detached' })
  })
})
