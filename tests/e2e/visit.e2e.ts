/** A visit in the real window: offered, held and booked by keys; two who want one window; an outage that refuses; moved and called off; and the customer's own page. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { demoClient, find, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { DAY_MS } from '../../shared/kernel/calendar.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { Customer } from '../../shared/features/customers/customers.schema.ts'
import type { Appointment, WorkOrder } from '../../shared/features/dispatch/visits.schema.ts'
import type { ServiceProblem } from '../../shared/features/outages/outages.schema.ts'

let operator: DemoOperator
let agent: Desk
let supervisor: Desk
/** Where nothing is out, and who have no visit; then those who live at the outage. */
let people: Customer[]
let cutOff: Customer[]
/** Whose only visit is still to come, and where nobody will be home: one who is read in English, one for the desk in Spanish. */
let absent: { customer: Customer; work: WorkOrder }[]

beforeAll(async () => {
  operator = await startDemoOperator()
  const client = await demoClient(operator, 'dispatcher')
  const pulled = <T>(stream: 'serviceProblem' | 'customer' | 'contactMedium' | 'appointment' | 'workOrder') => client.sync.pull({ stream, after: null, limit: 5_000 }).then(({ rows }) => rows as T[])
  const problems = await pulled<ServiceProblem>('serviceProblem')
  const out = problems.find(({ kind, restoredAt }) => kind === 'outage' && restoredAt === null) ?? expect.fail('nothing is out')
  const visits = await pulled<Appointment>('appointment')
  const visited = new Set(visits.map(({ customerId }) => customerId))
  const mobile = new Set((await pulled<{ customerId: string; use: string }>('contactMedium')).filter(({ use }) => use === 'mobile').map(({ customerId }) => customerId))
  const customers = await pulled<Customer>('customer')
  const subscribers = customers.filter(({ id, node, status, kind, language }) => node !== null && status === 'active' && kind === 'residential' && language === 'en' && mobile.has(id) && !visited.has(id))
  people = subscribers.filter(({ node, city }) => city === 'Brooklyn' && !problems.some(({ nodes }) => nodes.includes(node ?? '')))
  cutOff = subscribers.filter(({ node }) => out.nodes.includes(node ?? ''))
  const once = new Map(customers.filter(({ id, node }) => visits.filter(({ customerId }) => customerId === id).length === 1 && !problems.some(({ nodes }) => nodes.includes(node ?? ''))).map((customer) => [customer.id, customer]))
  // Of another day than this: the demo's technicians begin what is due now.
  const later = new Date(Date.now() + DAY_MS).toISOString()
  absent = (await pulled<WorkOrder>('workOrder')).filter(({ customerId, status, plannedStart }) => status === 'planned' && plannedStart !== null && plannedStart > later && once.has(customerId)).slice(0, 2).map((work) => ({ customer: once.get(work.customerId)!, work }))
  for (const { work: { id: workOrderId, customerId, version: expectedVersion } } of absent) await client.dispatch.progressWork({ commandId: newId(), workOrderId, customerId, expectedVersion, step: 'noShow' })
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  supervisor = await openDesk(operator.url)
  await signInAs(supervisor.page, 'Judith Dembele')
}, 180_000)
afterAll(async () => {
  await agent?.close()
  await supervisor?.close()
  await operator?.stop()
})

async function openCustomer({ page }: Desk, customer: Customer): Promise<void> {
  await find(page, customer.accountNumber)
  await page.keyboard.press('Enter')
  await page.locator(`[data-account="${customer.id}"][data-complete="true"]`).waitFor()
}
const panelOf = ({ page }: Desk) => page.getByRole('region', { name: /^(Book a visit|Another time for V-\d+|Reservar una visita)$/ })
const offersOf = (desk: Desk) => panelOf(desk).locator('[data-offer]')
const cardOf = ({ page }: Desk) => page.getByRole('region', { name: 'Visits' })
async function beginVisit(desk: Desk, customer: Customer, language: 'en' | 'es' = 'en'): Promise<void> {
  await openCustomer(desk, customer)
  await desk.page.keyboard.press('Alt+v')
  // A desk that has just begun may not have the kinds of work yet.
  await panelOf(desk).getByRole('option', { name: /^(No internet|Sin internet)$/ }).waitFor({ state: 'attached', timeout: 90_000 })
  await expect.poll(() => panelOf(desk).getByLabel(/^(What is to be done|Qué hay que hacer)$/).evaluate((field) => field === document.activeElement)).toBe(true)
  await desk.page.keyboard.type(language === 'es' ? 'Sin i' : 'No i')
  await offersOf(desk).first().waitFor()
}

/** What is held is booked for somebody who is written to in Spanish; their page is read. */
async function readInSpanish(spanish: Desk): Promise<void> {
  const panel = panelOf(spanish)
  await panel.getByLabel('Se le habla en').selectOption('es')
  await panel.getByLabel('Enlace para confirmar o mover').selectOption('sms')
  await panel.getByRole('button', { name: 'Reservar', exact: true }).click()
  await panel.getByText('Va en camino un enlace para confirmar, mover o cancelar.').waitFor()
  await spanish.page.keyboard.press('Enter')
  await supervisor.page.getByRole('button', { name: 'Mailbox' }).click()
  const message = supervisor.page.getByRole('article').filter({ hasText: 'técnico' }).getByText(/\/portal\/visit#/).first()
  await message.waitFor()
  const browser = await openCustomerBrowser()
  try {
    const { page } = browser
    await page.goto(/http\S+\/portal\/visit#[\w-]+/.exec((await message.textContent()) ?? '')?.[0] ?? expect.fail('no link'))
    await page.getByRole('button', { name: 'Estaremos en casa' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('es')
    expect(await page.locator('body').innerText()).not.toMatch(/\b(Your|visit|between|account|undefined)\b|m\.\.|\{/i)
    await page.getByText(/Sin (internet|imagen de TV)/).first().waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'visit-portal-es')
  } finally {
    await browser.close()
  }
}

describe('a visit', () => {
  it('is booked by keys alone: the best window held, notes, and words to read out', async () => {
    await beginVisit(agent, people[0] as Customer)
    const panel = panelOf(agent)
    await expectNoBarriers(agent.page)
    for (const theme of ['dark', 'light'] as const) {
      await agent.page.emulateMedia({ colorScheme: theme })
      await screenshot(agent.page, `visit-offers-${theme}`)
    }
    await agent.page.keyboard.press('1')
    await panel.getByText(/^Held for this caller until .+, \d minutes left$/).waitFor()
    await agent.page.keyboard.type('Ida Doe')
    await agent.page.keyboard.press('Tab')
    await agent.page.keyboard.type('914 555 0123')
    await agent.page.keyboard.press('Tab')
    await agent.page.keyboard.type('Side door')
    await agent.page.keyboard.press('Tab')
    await agent.page.keyboard.type('4711#')
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'visit-held')
    await agent.page.keyboard.press('Enter')
    await panel.getByText(/^Our technician .+ comes .+\. An adult must be at home\. Anything that changes, we call\.$/).waitFor()
    await screenshot(agent.page, 'visit-booked')
    await agent.page.keyboard.press('Enter')
    await cardOf(agent).getByText(/, about /).waitFor()
    expect(await cardOf(agent).textContent()).toMatch(/V-\d+ · booked/)
    await screenshot(agent.page, 'visit-card')
  })

  it('is promised to one of two who want one window; the other sees who was first, and the next three', async () => {
    const customer = people[1] as Customer
    for (const desk of [agent, supervisor]) {
      await beginVisit(desk, customer)
      await panelOf(desk).getByLabel('How long').selectOption('180')
    }
    const best = () => Promise.all([agent, supervisor].map((desk) => offersOf(desk).first().getAttribute('data-offer')))
    await expect.poll(async () => new Set(await best()).size).toBe(1)
    // What a window of two hours has room for once.
    for (const desk of [agent, supervisor]) await panelOf(desk).getByLabel('What is to be done').focus()
    await agent.page.keyboard.press('1')
    await panelOf(agent).getByText(/^Held for this caller/).waitFor()
    await supervisor.page.keyboard.press('1')
    await panelOf(supervisor).getByText(/^Amy Moreno was first: .+ is taken\.$/).waitFor()
    await panelOf(supervisor).getByRole('heading', { name: 'The next three' }).waitFor()
    await expect.poll(() => offersOf(supervisor).count()).toBe(3)
    await screenshot(supervisor.page, 'visit-lost')
    await supervisor.page.keyboard.press('1')
    await panelOf(supervisor).getByText(/^Held for this caller/).waitFor()
    for (const desk of [agent, supervisor]) await desk.page.keyboard.press('Escape')
  })

  it('is refused where something is out, unless a supervisor says why', async () => {
    const customer = cutOff[0] as Customer
    await beginVisit(agent, customer)
    await panelOf(agent).getByText('There is an outage at this address. A visit does not mend it.').waitFor()
    await panelOf(agent).getByText('A supervisor can book it all the same, with a reason.').waitFor()
    await agent.page.keyboard.press('1')
    await panelOf(agent).getByText(/^Held for this caller/).waitFor()
    expect(await panelOf(agent).getByRole('button', { name: 'Book it' }).isDisabled()).toBe(true)
    await screenshot(agent.page, 'visit-blocked')
    await agent.page.keyboard.press('Escape')
    await beginVisit(supervisor, customer)
    await supervisor.page.keyboard.press('1')
    await panelOf(supervisor).getByLabel('Why a visit all the same').fill('The drop is torn off as well')
    await panelOf(supervisor).getByRole('button', { name: 'Book it' }).click()
    await panelOf(supervisor).getByText(/^Our technician .+ comes /).waitFor()
    await supervisor.page.keyboard.press('Enter')
  })

  it('is moved to another window and called off with a reason', async () => {
    await openCustomer(agent, people[0] as Customer)
    await cardOf(agent).getByRole('button', { name: 'Move', exact: true }).click()
    await offersOf(agent).first().waitFor()
    await screenshot(agent.page, 'visit-move')
    await offersOf(agent).nth(1).click()
    await panelOf(agent).getByRole('button', { name: 'Move it' }).click()
    await panelOf(agent).getByText(/^Our technician .+ now comes /).waitFor()
    await agent.page.keyboard.press('Enter')
    await cardOf(agent).getByRole('button', { name: 'They will be there' }).click()
    await cardOf(agent).getByText(/V-\d+ · confirmed/).waitFor()
    await cardOf(agent).getByRole('button', { name: 'Cancel', exact: true }).click()
    await cardOf(agent).getByLabel('Why is it cancelled?').selectOption('fixedWithoutVisit')
    await screenshot(agent.page, 'visit-cancel')
    await cardOf(agent).getByRole('button', { name: 'Cancel the visit' }).click()
    await cardOf(agent).getByText(/cancelled$/).waitFor()
    // One line in the timeline, with what it has become.
    await agent.page.getByRole('button', { name: 'Visits', exact: true }).click()
    const line = agent.page.getByRole('tabpanel').getByRole('listitem').filter({ hasText: /^Visit V-\d+ · No internet/ })
    await line.getByText('cancelled · It works again').waitFor()
    await line.getByText(/ · moved once/).waitFor()
    expect(await line.count()).toBe(1)
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'visit-timeline')
  })

  it('has its notes mended and its link sent once more from the account', async () => {
    await beginVisit(agent, people[4] as Customer)
    await agent.page.keyboard.press('1')
    await panelOf(agent).getByText(/^Held for this caller/).waitFor()
    await panelOf(agent).getByLabel('Link to confirm or move').selectOption('')
    await panelOf(agent).getByRole('button', { name: 'Book it' }).click()
    await panelOf(agent).getByText(/^Our technician .+ comes /).waitFor()
    await agent.page.keyboard.press('Enter')
    const card = cardOf(agent)
    await card.getByRole('button', { name: 'Change notes' }).click()
    await card.getByLabel('Access, parking, where the modem is').fill('Side door')
    await card.getByLabel('Gate code', { exact: true }).fill('4711#')
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'visit-notes')
    await card.getByRole('button', { name: 'Keep the notes' }).click()
    await card.getByRole('button', { name: 'Change notes' }).click()
    await expect.poll(() => card.getByLabel('Access, parking, where the modem is').inputValue()).toBe('Side door')
    await card.getByRole('checkbox', { name: /Take the code away/ }).waitFor()
    await card.getByRole('button', { name: 'Leave it' }).click()
    await card.getByRole('button', { name: 'Send the link again' }).click()
    await card.getByRole('button', { name: 'Send the link', exact: true }).click()
    await card.getByText('A link to confirm, move or cancel is on its way.').waitFor()
    await screenshot(agent.page, 'visit-link-again')
  })

  it('asks for another one where nobody was home, booked by one key, until none is needed', async () => {
    const { customer } = absent[0] ?? expect.fail('nobody is awaited')
    await openCustomer(agent, customer)
    const card = cardOf(agent)
    await card.getByText(/^Nobody was home when .+ came\.$/).waitFor()
    await card.getByText(/^Noted .+\. No new visit is booked\.$/).waitFor()
    await expectNoBarriers(agent.page)
    await agent.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
    for (const theme of ['dark', 'light'] as const) {
      await agent.page.emulateMedia({ colorScheme: theme })
      await screenshot(agent.page, `visit-nobody-home-${theme}`)
    }
    await agent.page.keyboard.press('Alt+b')
    await offersOf(agent).first().waitFor()
    expect(await panelOf(agent).getByLabel('Why, in the customer’s words').inputValue(), 'for what it was booked').not.toBe('')
    await screenshot(agent.page, 'visit-nobody-home-again')
    await agent.page.keyboard.press('Escape')
    await card.getByRole('button', { name: 'None is needed' }).click()
    await card.getByLabel('Why is none needed any more?').selectOption('fixedWithoutVisit')
    await screenshot(agent.page, 'visit-nobody-home-none')
    await card.getByRole('button', { name: 'No visit is needed' }).click()
    await card.getByText(/^Nobody was home when/).waitFor({ state: 'detached' })
    await card.getByText(/ · nobody was home$/).waitFor()
    await screenshot(agent.page, 'visit-nobody-home-settled')
  })

  it('has a page for the customer, who confirms it, chooses another time and cancels', async () => {
    await beginVisit(agent, people[3] as Customer)
    await agent.page.keyboard.press('1')
    await panelOf(agent).getByText(/^Held for this caller/).waitFor()
    await panelOf(agent).getByLabel('Link to confirm or move').selectOption('sms')
    await panelOf(agent).getByRole('button', { name: 'Book it' }).click()
    await panelOf(agent).getByText('A link to confirm, move or cancel is on its way.').waitFor()
    await agent.page.keyboard.press('Enter')
    await supervisor.page.getByRole('button', { name: 'Mailbox' }).click()
    const message = supervisor.page.getByRole('article').getByText(/\/portal\/visit#/)
    await message.waitFor()
    const link = /http\S+\/portal\/visit#[\w-]+/.exec((await message.textContent()) ?? '')?.[0] ?? ''
    const browser = await openCustomerBrowser()
    try {
      const { page } = browser
      await page.goto(link)
      await page.getByRole('button', { name: 'We will be there' }).waitFor()
      expect(page.url(), 'the token is not left in the address').not.toContain('#')
      await expectNoBarriers(page)
      for (const theme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await screenshot(page, `visit-portal-${theme}`)
      }
      await page.getByRole('button', { name: 'We will be there' }).click()
      await page.getByText(/^Thank you, you have confirmed/).waitFor()
      await cardOf(agent).getByText(/V-\d+ · confirmed/).waitFor()
      await page.getByRole('button', { name: 'Choose another time' }).click()
      await page.getByText('These times are free now:').waitFor()
      await expectNoBarriers(page)
      await screenshot(page, 'visit-portal-times')
      await page.getByRole('button').nth(1).click()
      await page.getByText(/^Thank you, you have confirmed/).waitFor()
      await page.getByRole('button', { name: 'Cancel the visit' }).click()
      await page.getByRole('button', { name: 'Yes, cancel it' }).click()
      await page.getByText(/^This visit is cancelled/).waitFor()
      await page.goto(link)
      await page.getByText(/^This visit is cancelled/).waitFor()
      await screenshot(page, 'visit-portal-cancelled')
      await cardOf(agent).getByText(/cancelled$/).waitFor()
    } finally {
      await browser.close()
    }
  })

  it('is the same in Spanish, on a small screen and a large one', async () => {
    const spanish = await openDesk(operator.url, { locale: 'es-US' })
    try {
      await signInAs(spanish.page, 'Amy Moreno')
      await beginVisit(spanish, people[2] as Customer, 'es')
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await spanish.running.app.evaluate(({ BrowserWindow }, size) => BrowserWindow.getAllWindows()[0]?.setContentSize(size.width, size.height), { width, height })
        await screenshot(spanish.page, `visit-es-${width}`)
      }
      await spanish.page.keyboard.press('1')
      await panelOf(spanish).getByText(/^Apartado para esta llamada/).waitFor()
      await expectNoBarriers(spanish.page)
      await screenshot(spanish.page, 'visit-es-held')
      await readInSpanish(spanish)
      await spanish.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
      await openCustomer(spanish, absent[1]?.customer ?? expect.fail('nobody is awaited'))
      await spanish.page.getByText(/^No había nadie en casa cuando llegó .+\.$/).waitFor()
      await screenshot(spanish.page, 'visit-es-nobody-home')
    } finally {
      await spanish.close()
    }
  })
})
