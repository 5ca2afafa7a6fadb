/** Visits that cannot be promised, in the real window: to an account that is closed, and without the server; what is not possible is not begun, and nothing that was typed is lost. */
import { afterAll, beforeAll, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoClient, find, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { makeRow } from '../support/rows.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import type { Customer } from '../../shared/features/customers/customers.schema.ts'
import type { Appointment } from '../../shared/features/dispatch/visits.schema.ts'
import type { ServiceProblem } from '../../shared/features/outages/outages.schema.ts'
import { dateIn } from '../../shared/kernel/calendar.ts'
import { isoInstant } from '../../shared/kernel/clock.ts'

const HOUR = 3_600_000
let operator: DemoOperator
let desk: Desk
let dispatcher: ApiClient
let left: Customer
let customer: Customer

beforeAll(async () => {
  let leftId = ''
  operator = await startDemoOperator({}, async (folder) => void (leftId = await insertVisits(folder)))
  dispatcher = await demoClient(operator, 'dispatcher')
  const pulled = async <T>(stream: 'customer' | 'appointment' | 'serviceProblem') => (await dispatcher.sync.pull({ stream, after: null, limit: 5_000 })).rows as T[]
  const [customers, problems] = [await pulled<Customer>('customer'), await pulled<ServiceProblem>('serviceProblem')]
  const visited = new Set((await pulled<Appointment>('appointment')).map(({ customerId }) => customerId))
  left = customers.find(({ id }) => id === leftId) ?? expect.fail('nobody has left')
  customer = customers.find(({ id, city, status, kind, node }) => city === 'Brooklyn' && status === 'active' && kind === 'residential' && !visited.has(id) && !problems.some(({ nodes }) => nodes.includes(node ?? ''))) ?? expect.fail('nobody lives there')
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Amy Moreno')
}, 180_000)
afterAll(async () => {
  await desk?.close()
  await operator?.stop()
})

/** Of somebody who has left since: nobody was home yesterday, and another visit is promised. @returns the customer */
async function insertVisits(folder: string): Promise<string> {
  const store = await openStore({ kind: 'embedded', dataDirectory: folder })
  const { id: customerId } = await store.db.selectFrom('customer').select('id').where('status', '=', 'closed').where('kind', '=', 'residential').where('familyName', 'is not', null).orderBy('id').executeTakeFirstOrThrow()
  const { id: workTypeId } = await store.db.selectFrom('workType').select('id').where('kind', '=', 'repair').orderBy('code').executeTakeFirstOrThrow()
  const at = (hours: number): string => isoInstant(Date.now() + hours * HOUR)
  const of = { customerId, workTypeId }
  const absent = makeRow('appointment', { ...of, reference: 'V-90001', status: 'noShow', windowStart: at(-26), windowEnd: at(-24), bookedAt: at(-96) })
  const coming = makeRow('appointment', { ...of, reference: 'V-90002', status: 'booked', windowStart: at(48), windowEnd: at(50), bookedAt: at(-96) })
  await store.db.transaction().execute(async (trx) => {
    await bulkInsert(trx, 'appointment', [absent, coming])
    await bulkInsert(trx, 'workOrder', [
      makeRow('workOrder', { ...of, reference: 'WO-90001', appointmentId: absent.id, status: 'notDone', outcome: 'customerAbsent', endedAt: at(-25) }), makeRow('workOrder', { ...of, reference: 'WO-90002', appointmentId: coming.id }),
    ])
  })
  await store.close()
  return customerId
}

async function open({ page }: Desk, { id, accountNumber }: Customer): Promise<void> {
  await find(page, accountNumber)
  await page.keyboard.press('Enter')
  await page.locator(`[data-account="${id}"][data-complete="true"]`).waitFor()
}
const card = () => desk.page.getByRole('region', { name: 'Visits' })
const panel = () => desk.page.getByRole('region', { name: 'Book a visit' })
const facts = () => desk.page.getByRole('complementary', { name: 'Contact and address' })
/** What a key opens takes the place of the facts with the next picture. */
async function opensWith(keys: string): Promise<boolean> {
  await desk.page.keyboard.press(keys)
  await desk.page.evaluate(() => new Promise((resolve) => { requestAnimationFrame(() => requestAnimationFrame(resolve)) }))
  return (await facts().count()) === 0
}

it('a closed account says that nobody was home, and begins nothing that would be refused', async () => {
  const { page } = desk
  await open(desk, left)
  await card().getByText('Nobody was home when our technician came.').waitFor()
  await card().getByText('This account is closed: no visit is booked or moved any more.').waitFor()
  await card().getByRole('button', { name: 'They will be there' }).waitFor()
  for (const name of [/^Book it anew/, 'Move', 'Send the link again', 'Book the follow-up']) expect(await card().getByRole('button', { name, exact: true }).count(), String(name)).toBe(0)
  const quick = page.getByRole('group', { name: 'Quick' })
  for (const name of [/^Visit/, /^Credit/, /^Change plan/]) expect(await quick.getByRole('button', { name }).count(), String(name)).toBe(0)
  for (const keys of ['Alt+b', 'Alt+v', 'Alt+c', 'Alt+s']) expect(await opensWith(keys), keys).toBe(false)
  await expectNoBarriers(page)
  await desk.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `visit-closed-account-${theme}`)
  }
  await card().getByRole('button', { name: 'None is needed' }).click()
  await card().getByRole('button', { name: 'No visit is needed' }).click()
  await card().getByText('Nobody was home when our technician came.').waitFor({ state: 'detached' })
  await open(desk, customer)
  for (const name of [/^Visit/, /^Credit/, /^Change plan/]) expect(await quick.getByRole('button', { name }).count(), `the control: ${name}`).toBe(1)
  expect(await opensWith('Alt+v'), 'the control').toBe(true)
  await page.keyboard.press('Escape')
})

it('without the server nothing is booked, which is said; a window that is gone by then is told, and what was typed is still there', async () => {
  const { page } = desk
  await open(desk, customer)
  await page.keyboard.press('Alt+v')
  await panel().getByRole('option', { name: 'No internet' }).waitFor({ state: 'attached', timeout: 90_000 })
  await panel().getByLabel('What is to be done').selectOption({ label: 'No internet' })
  await panel().locator('[data-offer]').first().click()
  await panel().getByText(/^Held for this caller/).waitFor()
  await panel().getByLabel('Access, parking, where the modem is').fill('Behind the stairs')
  await panel().getByLabel('Gate code', { exact: true }).fill('4711#')
  await panel().getByLabel('Link to confirm or move').selectOption('')
  const bookIt = panel().getByRole('button', { name: 'Book it' })
  expect(await bookIt.isEnabled(), 'the control').toBe(true)
  await operator.cut()
  await panel().getByText('Without the server there are no windows to offer.', { exact: false }).waitFor({ timeout: 30_000 })
  expect(await bookIt.isDisabled()).toBe(true)
  await expectNoBarriers(page)
  await screenshot(page, 'visit-offline-held')
  await operator.back()
  // Meanwhile the window is somebody else's.
  const holds = (await dispatcher.dispatch.board({ from: dateIn('America/New_York', Date.now()), days: 1, region: null })).technicians.flatMap(({ held }) => held)
  const amy = await demoClient(operator, 'agent')
  for (const { id: holdId } of holds) await amy.dispatch.releaseHold({ customerId: customer.id, holdId })
  expect(holds.length).toBeGreaterThan(0)
  await expect.poll(() => bookIt.isEnabled(), { timeout: 60_000 }).toBe(true)
  await bookIt.click()
  await panel().getByText('The five minutes are over. Choose a window again; what you typed is still here.').waitFor()
  await panel().locator('[data-offer]').first().waitFor()
  await expectNoBarriers(page)
  await screenshot(page, 'visit-window-gone')
  await page.keyboard.press('1')
  await panel().getByText(/^Held for this caller/).waitFor()
  expect(await panel().getByLabel('Access, parking, where the modem is').inputValue()).toBe('Behind the stairs')
  expect(await panel().getByLabel('Gate code', { exact: true }).inputValue()).toBe('4711#')
  await bookIt.click()
  await panel().getByText(/^Our technician .+ comes /).waitFor()
  await panel().getByRole('button', { name: 'Close' }).last().click()
  await card().getByRole('button', { name: 'They will be there' }).waitFor()
  await operator.cut()
  try {
    await card().getByText('Without the server no visit is confirmed, changed or cancelled. Do it when the line is back.').waitFor({ timeout: 30_000 })
    expect(await card().getByRole('button', { name: 'They will be there' }).isDisabled()).toBe(true)
    await card().getByRole('button', { name: 'Cancel', exact: true }).click()
    expect(await card().getByRole('button', { name: 'Cancel the visit' }).isDisabled()).toBe(true)
    await expectNoBarriers(page)
    await screenshot(page, 'visit-offline-card')
  } finally {
    await operator.back()
  }
  await expect.poll(() => card().getByRole('button', { name: 'Cancel the visit' }).isEnabled(), { timeout: 60_000 }).toBe(true)
  await card().getByRole('button', { name: 'Cancel the visit' }).click()
  await card().getByText(/cancelled$/).waitFor()
}, 240_000)
