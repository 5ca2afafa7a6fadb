/** Queues, hours and rules in the real window, and people who are moved between queues, with a colleague who is quicker now and then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat } from '../support/chat-customer.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

const SIZES = [[1366, 768], [2560, 1440]] as const
let operator: DemoOperator
let desk: Desk
let administrator: ApiClient
let senior: ApiClient

const queueNamed = async (name: string) => (await administrator.chat.setup()).queues.find((queue) => queue.name === name)!
const side = (name: RegExp | string) => desk.page.getByRole('region', { name })
const rule = (name: RegExp | string) => desk.page.getByRole('article', { name })
const tryOut = () => desk.page.getByRole('region', { name: /^(Where would this chat go\?|¿Adónde iría este chat\?)$/ })
async function size({ running, page }: Desk, width: number, height: number): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
}
/** In both sizes, and in the dark. */
async function shots(name: string, of = desk): Promise<void> {
  for (const [width, height] of SIZES) {
    await size(of, width, height)
    await screenshot(of.page, `${name}-${width}`)
  }
  // Where nothing lies half under the foot of a panel.
  await expectNoBarriers(of.page)
  await of.page.emulateMedia({ colorScheme: 'dark' })
  await expectNoBarriers(of.page)
  await size(of, 1366, 768)
  await screenshot(of.page, `${name}-dark`)
  await of.page.emulateMedia({ colorScheme: 'light' })
}

beforeAll(async () => {
  operator = await startDemoOperator()
  administrator = await demoClient(operator, 'administrator')
  senior = await demoClient(operator, 'senior')
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Judith Dembele')
  await desk.page.getByRole('navigation').getByRole('button', { name: 'Chat setup' }).click()
  await desk.page.locator('[data-queue]').getByText('Technical help').waitFor()
}, 120_000)
afterAll(async () => {
  await desk?.close()
  await operator?.stop()
})

describe('queues and hours', () => {
  it('are added with nights and closed days; hours that lie one upon the other are said before anything is sent', async () => {
    const { page } = desk
    await shots('chat-setup-queues')
    await page.getByRole('button', { name: 'Add a queue' }).click()
    const panel = side('Add a queue')
    await panel.getByLabel('Name', { exact: true }).fill('Retention')
    await panel.getByLabel('Name in Spanish').fill('Fidelización')
    await panel.getByRole('button', { name: 'Add hours: Saturday' }).click()
    await panel.getByLabel('Saturday, from').fill('18:00')
    await panel.getByLabel('Saturday, until').fill('02:00')
    await panel.getByText('until the next day').waitFor()
    await panel.getByRole('button', { name: 'Add hours: Sunday' }).click()
    await panel.getByLabel('Sunday, from').fill('01:00')
    await panel.getByText('It lies upon other hours.').first().waitFor()
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await panel.getByText('Something is missing: look at what is marked.').waitFor()
    await screenshot(page, 'chat-setup-hours-fault')
    await panel.getByLabel('Sunday, from').fill('10:00')
    await panel.getByRole('button', { name: 'Add a day' }).click()
    await panel.getByLabel('Closed on', { exact: true }).last().fill('2026-12-25')
    await panel.getByLabel('Why, for colleagues').fill('Christmas')
    await shots('chat-setup-hours')
    await panel.getByRole('button', { name: 'Add', exact: true }).click()
    await page.getByText('Retention is added. A rule must lead to it before anybody comes.').waitFor()
    expect(await queueNamed('Retention')).toMatchObject({ spanishName: 'Fidelización', hours: { week: [[{ from: 480, to: 1_200 }], [{ from: 480, to: 1_200 }], [{ from: 480, to: 1_200 }], [{ from: 480, to: 1_200 }], [{ from: 480, to: 1_200 }], [{ from: 1_080, to: 1_560 }], [{ from: 600, to: 1_200 }]], closedDays: [{ day: '2026-12-25', name: 'Christmas' }] } })
  })

  it('that a colleague changed meanwhile are put together field by field', async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Change Retention' }).click()
    const panel = side('Change Retention')
    await panel.getByLabel('Answer within, seconds').fill('45')
    await panel.getByLabel('Most that wait').fill('20')
    const { id, version, ...now } = await queueNamed('Retention')
    const { name, spanishName, hours, targetPercent } = now
    await administrator.chat.changeQueue({ commandId: newId(), queueId: id, expectedVersion: version, name, spanishName, hours, targetPercent, targetSeconds: 30, maxWaiting: 50 })
    await panel.getByRole('button', { name: 'Save' }).click()
    const clash = (field: string) => panel.locator(`[data-clash="${field}"]`)
    await clash('targetSeconds').getByText('30', { exact: true }).waitFor()
    await clash('maxWaiting').getByText('50', { exact: true }).waitFor()
    await shots('chat-setup-clash')
    await clash('maxWaiting').getByRole('button', { name: 'Take theirs: Most that wait' }).click()
    await panel.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Retention is changed.').waitFor()
    expect(await queueNamed('Retention')).toMatchObject({ targetSeconds: 45, maxWaiting: 50, version: 3 })
  })
})

describe('rules', () => {
  it('that can never be reached are said in words, moved by key, tried out, counted against the last chats, and published', async () => {
    const { page } = desk
    // Somebody is there, and three have written: one of them about a plan.
    await senior.chat.setStatus({ commandId: newId(), away: null })
    for (const topic of ['internet', 'plan', 'bill'] as const) await beginCustomerChat(operator.url, { name: 'Ana', topic })
    await page.getByRole('button', { name: 'Rules', exact: true }).click()
    await rule(/Everything else/).waitFor()
    await shots('chat-setup-rules')
    await page.getByRole('button', { name: 'Add a rule' }).click()
    const fresh = rule(/New rule/)
    await fresh.getByLabel('Name').fill('Plans')
    await rule(/Plans$/).getByLabel('Goes to').selectOption({ label: 'Retention' })
    await rule(/^3. Plans/).getByRole('checkbox', { name: 'Plan', exact: true }).check()
    await rule(/^3. Plans/).getByText('Nobody comes to it: rules 1, 2 take them first.').waitFor()
    expect(await page.getByRole('button', { name: /^Publish as version/ }).isDisabled()).toBe(true)
    await expectNoBarriers(page)
    await screenshot(page, 'chat-setup-never-reached')
    await rule(/^3. Plans/).getByLabel('Name').press('Alt+ArrowUp')
    await page.getByText('Plans is rule 2 of 4 now.').waitFor()
    await rule(/^2. Plans/).waitFor()
    await page.getByText('Every chat finds a queue, and every rule is reached.').waitFor()
    await tryOut().getByLabel('About').selectOption({ label: 'Plan' })
    await tryOut().getByText('The draft sends it elsewhere.').waitFor()
    await tryOut().getByText('To Retention').waitFor()
    await tryOut().getByText('To Billing').waitFor()
    await tryOut().getByText('1. Spanish: another language').first().waitFor()
    // The demo's last weeks are among them; how they are counted is setup.test's.
    await page.getByText(/Of the last 200 chats, [1-9]\d* would go elsewhere\./).waitFor()
    await page.getByText('Billing → Retention').waitFor()
    await shots('chat-setup-dry-run')
    await tryOut().getByLabel('When').selectOption('at')
    await tryOut().getByLabel('Time, by the operator’s clock').fill('2026-12-25T12:00')
    await tryOut().getByText(/shut then, opens Sat, Dec 26/).waitFor()
    await page.getByRole('button', { name: 'Publish as version 2' }).click()
    await page.getByText('Version 2 is in force, for whoever comes from now on.').waitFor()
    expect((await administrator.chat.setup()).published).toMatchObject({ version: 2, publishedBy: 'Judith Dembele', rules: [{ name: 'Spanish' }, { name: 'Plans', topics: ['plan'] }, { name: 'Bills and plans' }, { name: 'Everything else' }] })
  })

  it('are tried with a customer’s own reasons', async () => {
    await tryOut().getByLabel('Whose').selectOption('customer')
    await tryOut().getByRole('searchbox').fill('07810-449-2210-7')
    await tryOut().getByRole('button', { name: 'This is theirs' }).first().click()
    await tryOut().getByText(/Reasons of Ana Rivera: /).waitFor()
    await screenshot(desk.page, 'chat-setup-customer')
    await tryOut().getByLabel('Whose').selectOption('byHand')
  })

  it('are dragged to another place, and brought back by undo; what is typed outlives a crash', async () => {
    const { page } = desk
    await rule(/^3. Bills and plans/).locator('.grip').dragTo(rule(/^1. Spanish/), { targetPosition: { x: 40, y: 4 } })
    await rule(/^1. Bills and plans/).waitFor()
    await page.getByRole('button', { name: 'Undo' }).click()
    await rule(/^3. Bills and plans/).waitFor()
    await rule(/^3. Bills and plans/).getByRole('button', { name: 'Edit: Bills and plans' }).click()
    await rule(/^3. /).getByLabel('Name').fill('Bills')
    await page.getByText(/Draft kept/).waitFor()
    desk = await desk.crashAndReopen()
    await desk.page.getByRole('button', { name: 'Chat setup' }).click()
    await desk.page.getByRole('button', { name: 'Rules', exact: true }).click()
    await rule(/^3. Bills$/).waitFor({ timeout: 30_000 })
  })

  it('of two who publish, the second sees what the first did, and decides', async () => {
    const { page } = desk
    const { published } = await administrator.chat.setup()
    await administrator.chat.publishRules({ commandId: newId(), expectedVersion: 2, rules: published!.rules.map((each) => (each.name === 'Everything else' ? { ...each, name: 'The rest' } : each)) })
    await page.getByRole('button', { name: /^Publish as version/ }).click().catch(() => undefined)
    await page.getByText(/published version 3 meanwhile/).waitFor({ timeout: 20_000 })
    await page.getByText('added: The rest').waitFor()
    await page.getByText('removed: Everything else').waitFor()
    await shots('chat-setup-publishers')
    await page.getByRole('button', { name: 'Publish mine upon theirs' }).click()
    await page.getByText(/Your draft stands upon version 3 now/).waitFor()
    await page.getByRole('button', { name: 'Publish as version 4' }).click()
    await page.getByText('Version 4 is in force, for whoever comes from now on.').waitFor()
    await page.locator('[data-version="4"]').getByText('in force').waitFor()
  })

  it('of an older version are published anew', async () => {
    const { page } = desk
    await page.getByRole('button', { name: 'Bring into the draft: version 2' }).click()
    await page.getByText('Version 2 is in the draft. Publish it to go back to it.').waitFor()
    await page.getByRole('button', { name: 'Publish as version 5' }).click()
    await page.locator('[data-version="5"]').getByText('the same as version 2').waitFor()
  })
})

describe('people', () => {
  it('are chosen by key and moved together; whoever was changed meanwhile stays, by name', async () => {
    const { page } = desk
    await page.getByRole('navigation').getByRole('button', { name: 'Chat wall' }).click()
    const row = (name: string) => page.locator('[data-agent]').filter({ hasText: name })
    await row('Amy Moreno').waitFor()
    for (const name of ['Amy Moreno', 'Jerome Dacosta', 'Judith Dembele']) {
      await page.getByRole('checkbox', { name: `Choose ${name}` }).focus()
      await page.keyboard.press('Space')
    }
    const bar = page.getByRole('form', { name: 'Move who is chosen between queues' })
    await bar.getByText('3 chosen').waitFor()
    const supervisor = await demoClient(operator, 'supervisor')
    const wall = await supervisor.chat.wall()
    const jerome = wall.agents.find(({ name }) => name === 'Jerome Dacosta')!
    const [retention, billing] = [await queueNamed('Retention'), await queueNamed('Billing')]
    await supervisor.chat.moveAgent({ commandId: newId(), agentId: jerome.agentId, expectedVersion: jerome.version, into: null, outOf: billing.id })
    await bar.getByLabel('Into').selectOption({ label: 'Retention' })
    await shots('chat-wall-choose')
    await bar.getByRole('button', { name: 'Move' }).click()
    await page.getByText('2 are moved.').waitFor()
    await page.getByText(/Not moved: Jerome Dacosta \(Judith Dembele changed them meanwhile\)\./).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'chat-wall-not-moved')
    await bar.getByText('One chosen').waitFor()
    await row('Jerome Dacosta').getByText('Technical help', { exact: true }).waitFor()
    await bar.getByRole('button', { name: 'Move' }).click()
    await page.getByText('One is moved.').waitFor()
    await page.getByLabel('Show', { exact: true }).selectOption({ label: 'Retention' })
    await expect.poll(() => page.locator('[data-agent]').count()).toBe(3)
    expect((await administrator.chat.setup()).queues.find(({ id }) => id === retention.id)).toMatchObject({ agents: 3 })
  })

  it('and what waits keep a queue from being closed until it is said where they go', async () => {
    const { page } = desk
    await page.getByRole('navigation').getByRole('button', { name: 'Chat setup' }).click()
    await page.getByRole('button', { name: 'Change Billing' }).click()
    const panel = side('Change Billing')
    await panel.getByRole('button', { name: 'Close this queue for good' }).click()
    await panel.getByText('These rules lead to it. Publish rules without it first: 3. Bills and plans.').waitFor()
    expect(await panel.getByRole('button', { name: 'Close the queue' }).isDisabled()).toBe(true)
    await shots('chat-setup-close')
    const [billing, help] = [await queueNamed('Billing'), await queueNamed('Technical help')]
    const { published } = await administrator.chat.setup()
    await administrator.chat.publishRules({ commandId: newId(), expectedVersion: published!.version, rules: published!.rules.map((each) => (each.queueId === billing.id ? { ...each, queueId: help.id } : each)) })
    await panel.getByText(/These rules lead to it/).waitFor({ state: 'detached', timeout: 20_000 })
    await panel.getByLabel(/chats? (is|are) in it/).selectOption({ label: 'Technical help' })
    await panel.getByLabel(/colleagues? takes? chats of it/).selectOption('none')
    await panel.getByRole('button', { name: 'Close the queue' }).click()
    await page.getByText('Billing is closed.').waitFor()
    expect(await queueNamed('Billing')).toMatchObject({ active: false, waiting: 0, held: 0, agents: 0 })
    await page.getByRole('button', { name: 'Open again: Billing' }).click()
    await page.getByText('Billing is open for rules and people again.').waitFor()
  })
})

describe('in Spanish', () => {
  it('is the same', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es' })
    try {
      await signInAs(colleague.page, 'Judith Dembele')
      await colleague.page.getByRole('navigation').getByRole('button', { name: 'Configurar chats' }).click()
      await colleague.page.locator('[data-queue]').getByText('Ayuda técnica').waitFor()
      await shots('chat-setup-es-queues', colleague)
      await colleague.page.getByRole('button', { name: 'Cambiar Fidelización' }).click()
      await colleague.page.getByRole('region', { name: 'Cambiar Fidelización' }).waitFor()
      await shots('chat-setup-es-panel', colleague)
      await colleague.page.getByRole('button', { name: 'Reglas', exact: true }).click()
      await colleague.page.getByRole('article', { name: /^2. Plans/ }).getByRole('button', { name: 'Editar: Plans' }).click()
      await colleague.page.getByText('va adonde dice la primera regla', { exact: false }).waitFor()
      await shots('chat-setup-es-rules', colleague)
      await colleague.page.getByRole('navigation').getByRole('button', { name: 'Panel de chats' }).click()
      await colleague.page.getByRole('checkbox', { name: 'Elegir a Amy Moreno' }).click()
      await shots('chat-wall-es-choose', colleague)
    } finally {
      await colleague.close()
    }
  })
})
