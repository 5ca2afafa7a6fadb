/** Two desks on either side of the date line, and the operator's day on both. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { operatorToday } from '../../electron/backend/operator-day.ts'
import { DEMO_SEED, generateDemo } from '../../electron/backend/demo/generate-demo.ts'
import { addDays } from '../../shared/kernel/calendar.ts'
import { systemClock } from '../../shared/kernel/clock.ts'
import { screenshot } from '../support/app.ts'
import { demoDay } from '../support/demo-book.ts'
import { openDesk, openFirst, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

const today = () => operatorToday({ clock: systemClock, timeZone: 'America/New_York' })
let operator: DemoOperator
const desks: Desk[] = []

beforeAll(async () => {
  operator = await startDemoOperator()
  for (const timeZone of ['Pacific/Kiritimati', 'Pacific/Honolulu']) {
    const desk = await openDesk(operator.url, { timeZone })
    desks.push(desk)
    await signInAs(desk.page, 'Jerome Dacosta')
  }
}, 180_000)
afterAll(async () => {
  for (const desk of desks) await desk.close()
  await operator?.stop()
})

/** Somebody of the demo who owes a bill and has promised nothing. */
function debtor(): string {
  for (const rows of generateDemo({ customers: 120, seed: DEMO_SEED, today: demoDay() })) {
    const found = rows.customer.find(({ id, status }) => status === 'active'
      && rows.customerBill.some((bill) => bill.customerId === id && bill.remaining > 0) && !rows.paymentPromise.some((row) => row.customerId === id))
    if (found) return found.accountNumber
  }
  return expect.fail('nobody owes anything')
}

const card = ({ page }: Desk) => page.getByRole('region', { name: 'Promise to pay', exact: true })

async function daysOffered(desk: Desk, accountNumber: string): Promise<{ until: string; min: string | null }> {
  await openFirst(desk.page, accountNumber)
  await desk.page.keyboard.press('Alt+2')
  await card(desk).getByRole('button', { name: 'Note a promise' }).click()
  const field = card(desk).getByLabel('Until', { exact: false })
  return { until: await field.inputValue(), min: await field.getAttribute('min') }
}

it('a promise begins and ends on the operator\'s days, whatever this computer\'s calendar says', async () => {
  const accountNumber = debtor()
  const [east, west] = desks as [Desk, Desk]
  const ownDay = ({ page }: Desk) => page.evaluate(() => new Date().toLocaleDateString('en-CA'))
  // The control: their own calendars are always a day apart.
  expect(await ownDay(east)).not.toBe(await ownDay(west))
  const day = today()
  const offered = { until: addDays(day, 7), min: day }
  expect([await daysOffered(east, accountNumber), await daysOffered(west, accountNumber)]).toEqual([offered, offered])
  await card(east).getByRole('button', { name: 'Note it' }).click()
  await card(east).getByText('open', { exact: true }).waitFor()
  const inWords = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }).format(new Date(addDays(day, 7)))
  await east.page.getByRole('region', { name: 'Next', exact: true }).getByText(new RegExp(`^Promise: .*${inWords}`)).waitFor()
  await screenshot(east.page, 'operator-day-east')
})
