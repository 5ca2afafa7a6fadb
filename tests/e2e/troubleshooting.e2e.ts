/** Something does not work: outage first, then a guide with live checks, in the real window and by keys alone. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoClient, find, openDesk, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import type { Equipment } from '../../shared/features/catalog/catalog.schema.ts'
import type { Customer } from '../../shared/features/customers/customers.schema.ts'
import type { ServiceProblem } from '../../shared/features/outages/outages.schema.ts'

let operator: DemoOperator
let agent: Desk
let client: ApiClient
let customers: Customer[]

beforeAll(async () => {
  operator = await startDemoOperator()
  client = await demoClient(operator, 'agent')
  customers = (await client.sync.pull({ stream: 'customer', after: null, limit: 5_000 })).rows as Customer[]
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
}, 120_000)
afterAll(async () => {
  await agent?.close()
  await operator?.stop()
})

/** Of those whom every demo has. */
const customer = (givenName: string, street: string): Customer => customers.find((each) => each.givenName === givenName && each.street === street) ?? expect.fail(`no ${givenName}`)
async function open({ page }: Desk, { accountNumber, id }: Customer): Promise<void> {
  await find(page, accountNumber)
  await page.keyboard.press('Enter')
  await page.locator(`[data-account="${id}"][data-complete="true"]`).waitFor()
}
const panelOf = ({ page }: Desk) => page.getByRole('region', { name: /^(Troubleshoot|Diagnóstico)/ })
const step = (desk: Desk, id: string) => panelOf(desk).locator(`[data-step="${id}"]`).waitFor({ timeout: 30_000 })
const measured = (desk: Desk, verdict: string) => panelOf(desk).locator(`[data-verdict="${verdict}"]`).waitFor({ timeout: 30_000 })
/** A key counts once what takes it has the focus. */
async function key(desk: Desk, pressed: string): Promise<void> {
  await panelOf(desk).locator('[data-first]:focus, .guide:focus').waitFor()
  await desk.page.keyboard.press(pressed)
}

describe('a guide', () => {
  it('finds the bad splitter by keys alone, and what was seen stands in the ticket and on the timeline', async () => {
    const { page } = agent
    await open(agent, customer('Kevin', 'Bay Ridge Ave'))
    await page.keyboard.press('Alt+g')
    await panelOf(agent).getByText('No outage and no planned work at this address.').waitFor()
    await panelOf(agent).locator('[data-guide="no-internet"]:focus').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'guide-choice')
    await key(agent, '1')
    await step(agent, 'which-devices')
    await key(agent, '1')
    await step(agent, 'online')
    await measured(agent, 'good')
    await key(agent, 'Enter')
    await step(agent, 'signal')
    await measured(agent, 'bad')
    await panelOf(agent).getByText('The signal that reaches you is too weak or too noisy.').waitFor()
    await panelOf(agent).getByRole('button', { name: 'Show the last 24 hours' }).click()
    await panelOf(agent).locator('canvas').waitFor({ timeout: 30_000 })
    await expectNoBarriers(page)
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await screenshot(page, `guide-splitter-${theme}`)
    }
    // Back and on again: nothing is measured anew.
    await panelOf(agent).locator('[data-first]').focus()
    await key(agent, 'Backspace')
    await step(agent, 'online')
    await key(agent, 'Enter')
    await step(agent, 'signal')
    await measured(agent, 'bad')
    await key(agent, 'Enter')
    await step(agent, 'visit-line')
    await screenshot(page, 'guide-outcome')
    await key(agent, 'Enter')
    await panelOf(agent).getByText(/^Ended: a visit is needed: Weak signal /).waitFor()
    await panelOf(agent).getByText(/^Ticket TT-\d+ is open, with all that was tried and seen\.$/).waitFor()
    await panelOf(agent).getByText(/^Signal levels: not as it should be \(Power, in -\d/).first().waitFor()
    await screenshot(page, 'guide-ticket')
    // The visit is asked for with what was found.
    await panelOf(agent).getByRole('button', { name: 'Book the visit' }).and(page.locator(':focus')).waitFor()
    await page.keyboard.press('Enter')
    const visit = page.getByRole('region', { name: 'Book a visit' })
    await visit.getByRole('list', { name: 'What was found' }).getByText(/^Signal levels: not as it should be/).waitFor()
    expect(await visit.getByLabel('Why, in the customer’s words').inputValue()).toMatch(/^Weak signal at the modem/)
    await expect.poll(() => visit.getByLabel('What is to be done').evaluate((field) => (field as HTMLSelectElement).selectedOptions[0]?.text), { timeout: 15_000 }).toBe('No internet')
    await screenshot(page, 'guide-visit')
    await page.keyboard.press('Escape')
    await page.getByText('Troubleshooting: No internet').waitFor()
    await page.getByText(/^Ticket TT-\d+: Weak signal at the modem/).first().waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'guide-timeline')
  })

  it('finds the wrong profile, and setting the box up anew cures it, for a caller who is known', async () => {
    await open(agent, customer('Marcus', 'Main St'))
    await agent.page.keyboard.press('Alt+g')
    await panelOf(agent).locator('[data-guide="slow-internet"]').click()
    await step(agent, 'how-connected')
    await key(agent, '1')
    await step(agent, 'speed')
    await measured(agent, 'bad')
    await panelOf(agent).getByText('Your modem was set to a slower speed than you pay for.').waitFor()
    await screenshot(agent.page, 'guide-profile')
    await key(agent, 'Enter')
    await step(agent, 'reprovision')
    await panelOf(agent).getByRole('button', { name: /^Set the box up anew/ }).waitFor()
    expect(await panelOf(agent).getByRole('button', { name: /^Set the box up anew/ }).isDisabled()).toBe(true)
    await screenshot(agent.page, 'guide-needs-caller')
    await verifyCaller(agent.page)
    await key(agent, 'Enter')
    await panelOf(agent).getByText('The box is being set up anew …').waitFor()
    // Nobody has to wait for it.
    await panelOf(agent).getByRole('button', { name: 'Give it up', exact: true }).and(agent.page.locator(':focus:enabled')).waitFor()
    await screenshot(agent.page, 'guide-acting')
    await step(agent, 'speed-again')
    await measured(agent, 'good')
    await key(agent, 'Enter')
    await step(agent, 'faster-now')
    await key(agent, '1')
    await step(agent, 'solved')
    await key(agent, 'Enter')
    await panelOf(agent).getByText('Ended: solved').waitFor()
    await agent.page.keyboard.press('Escape')
  })
})

describe('where there is no box to ask', () => {
  it('the caller’s eyes take the guide on, and nothing is said about a box', async () => {
    const boxes = (await client.sync.pull({ stream: 'equipment', after: null, limit: 5_000 })).rows as Equipment[]
    const withSetTop = new Set(boxes.filter(({ kind }) => kind === 'setTop').map(({ customerId }) => customerId))
    const known = new Set(boxes.map(({ customerId }) => customerId))
    const without = customers.find(({ id, status, kind }) => known.has(id) && !withSetTop.has(id) && status === 'active' && kind === 'residential') ?? expect.fail('everybody has a set-top')
    await open(agent, without)
    await agent.page.keyboard.press('Alt+g')
    await panelOf(agent).locator('[data-guide="no-tv-picture"]').click()
    await step(agent, 'what-seen')
    await key(agent, '3')
    await step(agent, 'set-top')
    const byHand = panelOf(agent).getByRole('group', { name: 'By hand' })
    await byHand.waitFor({ timeout: 30_000 })
    await panelOf(agent).getByText('There is no such box on this account.').waitFor()
    expect(await panelOf(agent).getByText('Your set-top does not answer.').count()).toBe(0)
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'guide-by-hand')
    await byHand.getByRole('button', { name: 'It is not as it should be' }).click()
    await panelOf(agent).getByText('Set-top: not as it should be, as the caller sees it').waitFor()
    await step(agent, 'refresh')
    await screenshot(agent.page, 'guide-by-hand-act')
    await panelOf(agent).getByRole('button', { name: 'It was done by hand' }).click()
    await panelOf(agent).getByText('Set-top refreshed by hand: done').waitFor()
    await agent.page.keyboard.press('Escape')
  })
})

describe('whoever lives at an outage', () => {
  it('is told of it first, in words, and no guide begins', async () => {
    const problems = (await client.sync.pull({ stream: 'serviceProblem', after: null, limit: 500 })).rows as ServiceProblem[]
    const out = problems.find(({ kind, restoredAt }) => kind === 'outage' && restoredAt === null) ?? expect.fail('nothing is out')
    const there = customers.find(({ node, status, kind }) => out.nodes.includes(node ?? '') && status === 'active' && kind === 'residential') ?? expect.fail('nobody lives there')
    await open(agent, there)
    await agent.page.keyboard.press('Alt+g')
    await panelOf(agent).getByText(/^Fiber cut at nodes? .+ Expected back by/).waitFor()
    await key(agent, '1')
    await panelOf(agent).getByText(/^There is an outage or planned work at this address/).waitFor()
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'guide-outage')
    await agent.page.keyboard.press('Escape')
  })
})

describe('in Spanish and in the dark', () => {
  it('a colleague goes on where another stopped; a box that is silent is not waited for', async () => {
    const { page } = agent
    const dead = customers.find(({ organizationName }) => organizationName?.startsWith('Saint-Fleur')) ?? expect.fail('no car service')
    await open(agent, dead)
    await page.keyboard.press('Alt+g')
    await panelOf(agent).locator('[data-guide="no-internet"]').click()
    await step(agent, 'which-devices')
    await key(agent, '1')
    await step(agent, 'online')
    await panelOf(agent).getByRole('button', { name: 'Do not wait' }).click({ timeout: 30_000 })
    await panelOf(agent).getByText('Nobody waited for the answer.', { exact: false }).waitFor()
    await screenshot(page, 'guide-not-waited')
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Jerome Dacosta')
      await open(colleague, dead)
      await colleague.page.getByRole('button', { name: 'Hay una guía sin terminar: Sin internet' }).click()
      await step(colleague, 'online')
      await measured(colleague, 'noAnswer')
      await panelOf(colleague).getByText('El equipo no respondió a tiempo.').waitFor()
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'guide-dead-es')
      await key(colleague, 'Enter')
      await step(colleague, 'power')
      await screenshot(colleague.page, 'guide-ask-es')
      await panelOf(colleague).getByRole('button', { name: 'Abandonar', exact: true }).click()
      await panelOf(colleague).getByRole('button', { name: 'Sí, abandonar' }).click()
      await panelOf(colleague).getByText('Terminado: abandonado').waitFor()
    } finally {
      await colleague.close()
    }
  })
})

describe('an administrator', () => {
  it('is told of a loop in words and by its line, and publishes what leads somewhere', async () => {
    const desk = await openDesk(operator.url)
    const { page } = desk
    try {
      await signInAs(page, 'Priscilla Ong')
      await page.getByRole('navigation').getByRole('button', { name: 'Guides' }).click()
      await page.getByRole('button', { name: /^Wi-Fi/ }).click()
      const source = page.getByLabel('The guide as a file')
      await page.getByText(/^It leads somewhere: \d+ steps/).waitFor()
      await expectNoBarriers(page)
      await screenshot(page, 'guides-page')
      const text = await source.inputValue()
      // Nobody comes out of the question any more.
      await source.fill(text.replaceAll(/next: (solved|ticket|offer-mesh|crowded) }/g, 'next: label }').replaceAll(/(good|marginal|bad|noAnswer|done|failed): [a-z-]+/g, '$1: label'))
      await page.getByText(/^Line \d+, step “label”: Whoever gets there goes round for ever/).waitFor()
      expect(await page.getByRole('button', { name: /^Publish as version/ }).isDisabled()).toBe(true)
      await screenshot(page, 'guides-loop')
      await source.fill(text.replace('en: Wi-Fi,', 'en: Wi-Fi at home,'))
      await page.getByRole('button', { name: 'Publish as version 2' }).click()
      await page.getByText('Published. Colleagues begin with it from now on.').waitFor()
      await page.getByRole('button', { name: /^Wi-Fi at home/ }).waitFor()
      await page.getByText('version 2 ·', { exact: false }).first().waitFor()
      await page.emulateMedia({ colorScheme: 'dark' })
      await screenshot(page, 'guides-published-dark')
      await page.emulateMedia({ colorScheme: 'light' })
      // What is typed and not published outlives the window, for whoever typed it.
      const published = await source.inputValue()
      await source.fill(`${published}# to be gone on with\n`)
      await page.getByText('Draft kept').waitFor()
      await page.reload()
      await page.getByRole('navigation').getByRole('button', { name: 'Guides' }).click()
      await page.getByRole('button', { name: /^Wi-Fi at home.*typed and not published/ }).click()
      await expect.poll(() => source.inputValue()).toBe(`${published}# to be gone on with\n`)
      await expectNoBarriers(page)
      await screenshot(page, 'guides-draft')
      await page.getByRole('button', { name: 'Back to what is published' }).click()
      await page.getByRole('button', { name: /^Wi-Fi at home(?!.*typed and not published)/ }).waitFor()
    } finally {
      await desk.close()
    }
  })
})
