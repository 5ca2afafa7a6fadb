/** An outage in the real window: seen first on an affected account, noted with one key, credited, over, told; and kept up to date by those who answer for it. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { demoClient, find, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { Customer } from '../../shared/features/customers/customers.schema.ts'
import type { ServiceProblem } from '../../shared/features/outages/outages.schema.ts'

let operator: DemoOperator
let agent: Desk
let dispatcher: Desk
let client: ApiClient
let problem: ServiceProblem
/** Who live where the cut is, with a mobile phone. */
let people: Customer[]
/** And who do not. */
let elsewhere: Customer[]

beforeAll(async () => {
  operator = await startDemoOperator()
  client = await demoClient(operator, 'dispatcher')
  const pulled = <T>(stream: 'serviceProblem' | 'customer' | 'contactMedium') => client.sync.pull({ stream, after: null, limit: 5_000 }).then(({ rows }) => rows as T[])
  problem = (await pulled<ServiceProblem>('serviceProblem')).find(({ kind, restoredAt }) => kind === 'outage' && restoredAt === null) ?? expect.fail('nothing is out')
  const mobile = new Set((await pulled<{ customerId: string; use: string }>('contactMedium')).filter(({ use }) => use === 'mobile').map(({ customerId }) => customerId))
  const subscribers = (await pulled<Customer>('customer')).filter(({ id, node, status, kind }) => node !== null && status === 'active' && kind === 'residential' && mobile.has(id))
  people = subscribers.filter(({ node }) => problem.nodes.includes(node ?? ''))
  elsewhere = subscribers.filter(({ node }) => node?.startsWith('YK-'))
  expect(people.length).toBeGreaterThan(2)
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  dispatcher = await openDesk(operator.url)
  await signInAs(dispatcher.page, 'Walt Kirschner')
}, 120_000)
afterAll(async () => {
  await agent?.close()
  await dispatcher?.close()
  await operator?.stop()
})

async function openCustomer({ page }: Desk, customer: Customer): Promise<void> {
  await find(page, customer.accountNumber)
  await page.keyboard.press('Enter')
  await page.locator(`[data-account="${customer.id}"][data-complete="true"]`).waitFor()
}
const noticeOf = ({ page }: Desk) => page.locator('[data-problem]').first()
const detailOf = ({ page }: Desk, reference: string) => page.getByRole('article', { name: reference })
async function openOutages({ page }: Desk): Promise<void> {
  await page.getByRole('navigation').getByRole('button', { name: /^(Outages|Interrupciones)$/ }).click()
  await page.getByRole('heading', { level: 1, name: /^(Outages|Interrupciones)$/ }).waitFor()
}

describe('whoever lives at an outage', () => {
  it('is seen with it first; one key notes the call and promises a message, and a credit is begun for it', async () => {
    await openCustomer(agent, people[0] as Customer)
    const notice = noticeOf(agent)
    await notice.getByText('Outage at this address').waitFor()
    await notice.getByText(/^Fiber cut at nodes? .+\. Crew at work since .+\. Expected back by .+\. Affects internet, TV, phone\. \d+ customers affected\.$/).waitFor()
    await expectNoBarriers(agent.page)
    for (const theme of ['dark', 'light'] as const) {
      await agent.page.emulateMedia({ colorScheme: theme })
      await screenshot(agent.page, `outage-account-${theme}`)
    }
    await agent.page.keyboard.press('Alt+o')
    await notice.getByText(/^Noted by Amy Moreno, .+ They get a message when it is back\.$/).waitFor()
    await notice.getByRole('button', { name: 'Credit for it' }).click()
    const panel = agent.page.getByRole('region', { name: 'Credit or charge', exact: true })
    expect(await panel.getByLabel('Number of the outage').inputValue()).toBe(problem.reference)
    await panel.getByText(/days? of/).first().waitFor()
    await screenshot(agent.page, 'outage-credit')
    await panel.getByRole('button', { name: /^Take \$/ }).click()
    await panel.getByLabel('Comment', { exact: true }).fill('Fiber cut, as on the outage list')
    await panel.getByRole('button', { name: 'Give the credit' }).click()
    await panel.getByText(/ is posted\.$/).waitFor()
    await panel.getByRole('button', { name: 'Close', exact: true }).last().click()
  })

  it('is read in Spanish, on a small screen, by a colleague who sees that the call is noted', async () => {
    const { id: customerId } = people[1] as Customer
    await (await demoClient(operator, 'agent')).outages.report({ commandId: newId(), customerId, reportId: newId(), problemId: problem.id, tell: true })
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Jerome Dacosta')
      await openCustomer(colleague, people[1] as Customer)
      await noticeOf(colleague).getByText('Interrupción en esta dirección').waitFor()
      await noticeOf(colleague).getByText(/^Anotada por Amy Moreno/).waitFor()
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'outage-account-es')
      await openOutages(colleague)
      await detailOf(colleague, problem.reference).waitFor()
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'outages-es')
    } finally {
      await colleague.close()
    }
  })
})

describe('whoever answers for outages', () => {
  it('says that it is back; every desk shows it at once, and who was promised a message is told once', async () => {
    const caller = elsewhere[0] as Customer
    const declared = await client.outages.declare({
      commandId: newId(), problemId: newId(), kind: 'outage', cause: 'storm', phase: 'repairing', services: ['internet', 'tv', 'phone'], nodes: [caller.node ?? ''], area: null, beganAt: new Date().toISOString(), estimatedRestorationAt: null, text: 'Ice on the lines.',
    })
    const reference = String(declared.rows.serviceProblem?.[0]?.['reference'])
    await openCustomer(agent, caller)
    await noticeOf(agent).getByText(/^Storm damage at node/).waitFor()
    await agent.page.keyboard.press('Alt+o')
    await noticeOf(agent).getByText(/They get a message when it is back\.$/).waitFor()
    await openOutages(dispatcher)
    await dispatcher.page.getByRole('list', { name: 'Outages and planned work' }).getByRole('button', { name: new RegExp(reference) }).click()
    const detail = detailOf(dispatcher, reference)
    await detail.getByText('Ice on the lines.').waitFor()
    await expectNoBarriers(dispatcher.page)
    for (const theme of ['dark', 'light'] as const) {
      await dispatcher.page.emulateMedia({ colorScheme: theme })
      await screenshot(dispatcher.page, `outages-${theme}`)
    }
    await detail.getByRole('button', { name: 'Say how it goes on' }).click()
    const panel = dispatcher.page.getByRole('region', { name: `Say how it goes on: ${reference}` })
    await panel.getByLabel('What is being done').selectOption({ label: 'service is back' })
    await panel.getByText('Whoever called about it and was promised a message gets it now.').waitFor()
    await panel.getByLabel('What happened, for colleagues').fill('Ice off, all lit.')
    // Whoever chooses another one does not say it of that one, and what was typed waits.
    const list = dispatcher.page.getByRole('list', { name: 'Outages and planned work' })
    await list.getByRole('button', { name: /^Planned work/ }).click()
    await panel.waitFor({ state: 'detached' })
    await list.getByRole('button', { name: new RegExp(reference) }).click()
    await detail.getByRole('button', { name: 'Say how it goes on' }).click()
    expect(await panel.getByLabel('What happened, for colleagues').inputValue()).toBe('Ice off, all lit.')
    await screenshot(dispatcher.page, 'outage-update')
    await panel.getByRole('button', { name: 'Say it' }).click()
    await panel.waitFor({ state: 'detached' })
    await detail.getByText('Ice off, all lit.').waitFor()
    await noticeOf(agent).getByText('An outage at this address is over').waitFor()
    await noticeOf(agent).getByText(/They were told .+\.$/).waitFor()
    await agent.page.getByText('Told: the service is back').waitFor()
    await screenshot(agent.page, 'outage-over')
  })

  it('declares one by keys, is told at the field what is wrong, splits it, joins it, and loses nothing that was typed', async () => {
    await openOutages(dispatcher)
    const page = dispatcher.page
    await page.getByRole('button', { name: 'Declare an outage' }).click()
    const panel = page.getByRole('region', { name: 'Declare an outage' })
    await panel.getByRole('button', { name: 'Declare it' }).click()
    await panel.getByText('Name at least one node.').waitFor()
    const node = elsewhere[1]?.node ?? ''
    await panel.getByLabel('Nodes', { exact: true }).fill(`${node}, ZZ-01`)
    await panel.getByText(/^\d+ customers with these services are there\.$/).waitFor()
    await panel.getByLabel('Expected back').fill('2020-01-01T10:00')
    await panel.getByText('That is over already.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'outage-declare')
    await panel.getByLabel('Expected back').fill('')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: 'Declare an outage' }).click()
    expect(await panel.getByLabel('Nodes', { exact: true }).inputValue()).toBe(`${node}, ZZ-01`)
    await panel.getByLabel('What happened, for colleagues').fill('Reported by two callers.')
    await panel.getByRole('button', { name: 'Declare it' }).click()
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('heading', { level: 2, name: `Outage, cause not known yet at nodes ${node}, ZZ-01` }).waitFor()
    await page.getByRole('button', { name: 'Split nodes off' }).click()
    const splitting = page.getByRole('region', { name: /^Split nodes off: SP-/ })
    await splitting.getByLabel('ZZ-01').check()
    await splitting.getByRole('button', { name: 'Split it' }).click()
    await splitting.waitFor({ state: 'detached' })
    await page.getByRole('heading', { level: 2, name: `Outage, cause not known yet at node ${node}`, exact: true }).waitFor()
    await page.getByRole('list', { name: 'Outages and planned work' }).getByRole('button', { name: /at node ZZ-01/ }).click()
    await page.getByRole('heading', { level: 2, name: 'Outage, cause not known yet at node ZZ-01' }).waitFor()
    await page.getByRole('button', { name: 'Join to another' }).click()
    const joining = page.getByRole('region', { name: /^Join to another: SP-/ })
    await joining.getByRole('button', { name: 'Join it' }).click()
    await joining.getByText('Choose one.').waitFor()
    await joining.getByLabel('The one that speaks for it').selectOption({ label: `${problem.reference} Fiber cut at nodes ${problem.nodes.join(', ')}` })
    await joining.getByRole('button', { name: 'Join it' }).click()
    await joining.waitFor({ state: 'detached' })
    const part = page.getByRole('article')
    await part.getByText('Another one speaks for it: callers hear what is said there.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'outage-joined')
    await part.getByRole('button', { name: /^SP-\d+ / }).click()
    await part.getByRole('heading', { name: 'Speaks for' }).waitFor()
    await part.getByRole('button', { name: /node ZZ-01/ }).click()
    await part.getByRole('button', { name: 'On its own again' }).click()
    await part.getByRole('button', { name: 'Take it back' }).click()
    await part.getByText('It was declared by mistake?').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'outage-withdraw')
    await part.getByRole('button', { name: 'Yes, take it back' }).click()
    await part.getByText('was none').first().waitFor()
  })

  it('plans work, on a wide screen and a small one', async () => {
    await openOutages(dispatcher)
    const page = dispatcher.page
    await page.getByRole('button', { name: 'Plan work' }).click()
    const panel = page.getByRole('region', { name: 'Plan work' })
    await panel.getByLabel('Nodes', { exact: true }).fill(elsewhere[2]?.node ?? '')
    await panel.getByRole('button', { name: 'Plan it' }).click()
    await panel.getByText('Planned work needs an end.').waitFor()
    await screenshot(page, 'outage-plan')
    await panel.getByRole('button', { name: 'Leave as it is' }).click()
  })
})
