/** A call about data: the cycle is seen and read, a threshold is set and crossed, more data is sold and taken back. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { operatorToday } from '../../electron/backend/operator-day.ts'
import { systemClock } from '../../shared/kernel/clock.ts'
import type { UsageConsumption } from '../../shared/features/usage/usage.schema.ts'
import { DEMO_SEED, generateDemo } from '../../electron/backend/demo/generate-demo.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { demoDay } from '../support/demo-book.ts'
import { demoClient, openDesk, openFirst, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
let at: Desk
const today = () => operatorToday({ clock: systemClock, timeZone: 'America/New_York' })
const region = (name: string) => at.page.getByRole('region', { name })

type Caller = { accountNumber: string; cycle: UsageConsumption }
/** Customers of the demo whose plan has a limit, far from it, in a cycle with a few days behind it; each test calls for another. */
const callers = [...generateDemo({ customers: 120, seed: DEMO_SEED, today: demoDay() })].flatMap((rows) => rows.customer.flatMap((customer): Caller[] => {
  const cycle = rows.usageConsumption.findLast(({ customerId }) => customerId === customer.id)
  const days = rows.usageDay.filter(({ customerId, day }) => customerId === customer.id && cycle?.periodStart && day >= cycle.periodStart).length
  const fits = customer.status === 'active' && customer.emails.length > 0 && cycle?.allowanceMegabytes && cycle.usedMegabytes < cycle.allowanceMegabytes * 0.7 && days > 8 && (cycle.periodEnd ?? '') > demoDay()
  return fits ? [{ accountNumber: customer.accountNumber, cycle }] : []
}))

async function call({ accountNumber }: Caller, desk = at): Promise<void> {
  await openFirst(desk.page, accountNumber)
  await desk.page.keyboard.press('Alt+4')
  await desk.page.getByRole('img', { name: /GB/ }).waitFor({ timeout: 15_000 })
}

/** As the operator's meters do: the day's total, measured just now. */
async function record(accountNumber: string, megabytes: number): Promise<void> {
  const recorded = await (await demoClient(operator, 'administrator')).usage.record({ records: [{ accountNumber, day: today(), megabytes, measuredAt: new Date().toISOString() }] })
  expect(recorded).toEqual({ changed: 1, unchanged: 0, refused: [] })
}

const inGigabytes = (megabytes: number) => `${Math.round(megabytes / 1000).toLocaleString('en-US')} GB`
const picture = (desk = at) => desk.page.getByRole('img', { name: /GB/ })

beforeAll(async () => {
  operator = await startDemoOperator()
  at = await openDesk(operator.url)
  await signInAs(at.page, 'Amy Moreno')
}, 120_000)
afterAll(async () => {
  await at?.close()
  await operator?.stop()
})

describe('a call about data', () => {
  it('is answered from the picture, and from the table one key away, in light and dark', async () => {
    await call(callers[0] as Caller)
    // The days come behind the row; until then there is no pace to tell.
    await at.page.getByRole('img', { name: /at this pace/ }).waitFor()
    const summary = (await picture().getAttribute('aria-label')) ?? ''
    expect(summary).toMatch(/^[\d,.]+ of [\d,]+ GB on day \d+ of \d+; at this pace [\d,.–]+ GB by \w+ \d+$/)
    // The tile says the same, in two short lines.
    const [, pace = ''] = /at this pace (.*)$/.exec(summary) ?? []
    const tile = at.page.getByRole('button', { name: /^Data use/ })
    await tile.getByText(`Pace: ${pace}`).waitFor()
    await at.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1280, 768))
    expect((await tile.locator('.words').boundingBox())?.height).toBeLessThanOrEqual(36)
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'usage-light')
    await at.page.emulateMedia({ colorScheme: 'dark' })
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'usage-dark')
    await at.page.emulateMedia({ colorScheme: 'light' })
    await at.page.keyboard.press('Alt+t')
    const table = at.page.getByRole('table', { name: summary })
    await table.waitFor()
    expect(await table.getByRole('row').count()).toBeGreaterThan(8)
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'usage-table')
    await at.page.keyboard.press('Alt+t')
    await picture().waitFor()
  })

  it('sets a threshold; what crosses it is on the account at once and told; more data brings the customer back under, and is taken back', async () => {
    const caller = callers[1] as Caller
    const { usedMegabytes, allowanceMegabytes } = caller.cycle
    const allowance = allowanceMegabytes ?? 0
    await call(caller)
    const alerts = region('Alerts the customer wants')
    await alerts.getByRole('button', { name: 'Add an alert' }).click()
    await alerts.getByLabel('When used').fill('1e2')
    await alerts.getByRole('button', { name: 'Set the alert' }).click()
    await alerts.getByText('A whole number from 1 to 100.').waitFor()
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'usage-alert-form')
    await alerts.getByRole('group', { name: 'Usual thresholds' }).getByRole('button', { name: '90 %' }).click()
    await alerts.getByRole('button', { name: 'Set the alert' }).click()
    await alerts.getByRole('button', { name: 'Change the alert at 90 %' }).waitFor()

    await record(caller.accountNumber, Math.ceil(allowance * 0.95) - usedMegabytes)
    await at.page.getByText(/Data use has reached 90 % .*a message was sent off/).waitFor()
    await alerts.getByText(/^Reached .*a message was sent off$/).waitFor()
    await screenshot(at.page, 'usage-alert-crossed')
    await at.page.keyboard.press('Alt+1')
    await at.page.getByText('Data use reached 90 %').first().waitFor()
    await at.page.getByText('Told: data use over a share').first().waitFor()
    await screenshot(at.page, 'usage-timeline')

    await at.page.keyboard.press('Alt+4')
    const topUps = region('Extra data in this cycle')
    await verifyCaller(at.page)
    await topUps.getByRole('button', { name: 'Add data' }).click()
    const panel = region('Add data')
    await panel.getByRole('radio', { name: /250 GB/ }).check()
    await panel.getByText(`${inGigabytes(allowance)} → ${inGigabytes(allowance + 250_000)}`).waitFor()
    await expectNoBarriers(at.page)
    await screenshot(at.page, 'usage-top-up')
    await panel.getByRole('button', { name: 'Add 250 GB for $25.00' }).click()
    await panel.getByText(/250 GB added\. \$25\.00 will be on the bill of/).waitFor()
    await panel.getByRole('button', { name: 'Close', exact: true }).last().click()
    await at.page.getByRole('img', { name: new RegExp(`of ${inGigabytes(allowance + 250_000)}`) }).waitFor()
    await alerts.getByText(/^Back under it/).waitFor()
    expect(await at.page.getByText(/Data use has reached/).count()).toBe(0)
    await screenshot(at.page, 'usage-topped-up')
    await topUps.getByRole('button', { name: 'Take back 250 GB' }).click()
    await topUps.getByText(/^Taken back: Amy Moreno/).waitFor()
    await at.page.getByRole('img', { name: new RegExp(`of ${inGigabytes(allowance)}`) }).waitFor()
    await at.page.getByText(/Data use has reached 90 %/).waitFor()
  })

  it('loses neither an alert nor more data that were begun when the power fails', async () => {
    const [caller] = callers.slice(3)
    let desk = await openDesk(operator.url)
    try {
      await signInAs(desk.page, 'Amy Moreno')
      await call(caller as Caller, desk)
      const alerts = () => desk.page.getByRole('region', { name: 'Alerts the customer wants' })
      await alerts().getByRole('button', { name: 'Add an alert' }).click()
      await alerts().getByLabel('When used').fill('85')
      await alerts().getByLabel('Told by').selectOption({ label: 'text message' })
      await alerts().getByText('Draft kept').waitFor()
      await desk.page.getByRole('button', { name: 'Add data' }).click()
      const panel = () => desk.page.getByRole('region', { name: 'Add data' })
      await panel().getByRole('radio', { name: /100 GB/ }).check()
      await panel().getByText('Draft kept').waitFor()
      desk = await desk.crashAndReopen()
      // Its tabs come back by themselves.
      await desk.page.locator('[data-account][data-complete="true"]').waitFor({ timeout: 30_000 })
      await verifyCaller(desk.page)
      await desk.page.keyboard.press('Alt+4')
      await alerts().getByRole('button', { name: 'Add an alert' }).click()
      await expect.poll(() => alerts().getByLabel('When used').inputValue()).toBe('85')
      expect(await alerts().getByLabel('Told by').inputValue()).toBe('sms')
      await desk.page.getByRole('button', { name: 'Add data' }).click()
      await panel().getByRole('radio', { name: /100 GB/, checked: true }).waitFor()
      await alerts().getByRole('button', { name: 'Set the alert' }).click()
      await alerts().getByRole('button', { name: 'Change the alert at 85 %' }).waitFor()
      await panel().getByRole('button', { name: /^Add 100 GB for/ }).click()
      await panel().getByText(/^100 GB added\./).waitFor()
      // What had its effect is no draft any more.
      await alerts().getByRole('button', { name: 'Add an alert' }).click()
      expect(await alerts().getByLabel('When used').inputValue()).toBe('')
    } finally {
      await desk.close()
    }
  })

  it('is read in Spanish, on a small screen, without sideways scrolling', async () => {
    const spanish = await openDesk(operator.url, { locale: 'es-US' })
    try {
      await signInAs(spanish.page, 'Amy Moreno')
      await call(callers[2] as Caller, spanish)
      await spanish.page.getByRole('img', { name: /a este ritmo/ }).waitFor()
      expect(await picture(spanish).getAttribute('aria-label')).toMatch(/^[\d,.]+ de [\d,]+ GB el día \d+ de \d+; a este ritmo, [\d,.–]+ GB al /)
      await spanish.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
      await expectNoBarriers(spanish.page)
      await screenshot(spanish.page, 'usage-es')
      expect(await spanish.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    } finally {
      await spanish.close()
    }
  })
})
