/** Chats in the real window, with a customer's page on the other side of a real connection. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat, type ChatCustomer } from '../support/chat-customer.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

/** The first of the demo, the same with every seed. */
const ACCOUNT = '07810-449-2210-7'
/** A page that says nothing is taken to be closed after so long. */
const PAGE_GONE_MS = 90_000
let operator: DemoOperator
let agent: Desk
let senior: ApiClient
let ana: ChatCustomer
let bob: ChatCustomer

const thread = ({ page }: Desk, { conversationId }: ChatCustomer) => page.locator(`[data-chat="${conversationId}"]`)
const composer = ({ page }: Desk) => page.getByRole('textbox', { name: /^(Message to|Mensaje para)/ })
const mine = ({ page }: Desk) => page.getByRole('region', { name: /^(Your chats|Sus chats)$/ })
const agentSaid = (customer: ChatCustomer): string[] => customer.messages.filter(({ author }) => author === 'agent').map(({ body }) => body)
const hears = (customer: ChatCustomer, text: string) => expect.poll(() => agentSaid(customer), { timeout: 20_000 }).toContain(text)
/** How many notes the window has played since it was asked last; what comes out of the loudspeaker is nobody's to measure here. */
async function notesPlayed({ page }: Desk): Promise<number> {
  return page.evaluate(() => {
    const heard = globalThis as unknown as { notes?: number }
    const before = heard.notes
    heard.notes = 0
    if (before !== undefined) return before
    const start = Reflect.get(OscillatorNode.prototype, 'start')
    OscillatorNode.prototype.start = function (...when) {
      heard.notes = (heard.notes ?? 0) + 1
      Reflect.apply(start, this, when)
    }
    return 0
  })
}
const setSound = async ({ page }: Desk, value: 'on' | 'off'): Promise<void> => {
  await page.getByRole('button', { name: 'Amy Moreno' }).click()
  await page.getByRole('combobox', { name: 'Sound of chats' }).selectOption(value)
  await page.keyboard.press('Escape')
}
async function takeChats({ page }: Desk): Promise<void> {
  await page.getByRole('combobox', { name: /^(Whether you take chats|Si toma chats)$/ }).selectOption('available')
  await page.getByTitle(/^(Takes chats|Toma chats) · /).waitFor()
}
async function accept(desk: Desk, customer: ChatCustomer): Promise<void> {
  await desk.page.getByRole('region', { name: /^(A chat for you|Un chat para usted)$/ }).waitFor()
  await desk.page.keyboard.press('F8')
  await thread(desk, customer).waitFor()
}
async function sayNow(desk: Desk, customer: ChatCustomer, text: string): Promise<void> {
  await composer(desk).fill(text)
  await composer(desk).press('Enter')
  await thread(desk, customer).getByRole('button', { name: /^(Send now|Enviar ya)$/ }).click()
  await hears(customer, text)
}

beforeAll(async () => {
  operator = await startDemoOperator()
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  await takeChats(agent)
  await notesPlayed(agent)
  senior = await demoClient(operator, 'senior')
}, 120_000)
afterAll(async () => {
  await agent?.close()
  await operator?.stop()
})

describe('an agent', () => {
  it('is offered a chat at the foot of the window, and takes it with one key from wherever they are', async () => {
    ana = await beginCustomerChat(operator.url, { name: 'Ana' })
    await ana.send('No internet since this morning')
    const offer = agent.page.getByRole('region', { name: 'A chat for you' })
    await offer.getByText('Ana').waitFor()
    await offer.getByText(/^\d+ s left$/).waitFor()
    expect(await notesPlayed(agent), 'an offer is heard').toBe(4)
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'chat-offer')
    await accept(agent, ana)
    await thread(agent, ana).getByText('No internet since this morning').waitFor()
    expect(await composer(agent).evaluate((field) => field === document.activeElement)).toBe(true)
  })

  it('writes, takes one message back, sends another at once, and sees that it was read', async () => {
    const { page } = agent
    await page.keyboard.type('Hello Ana, I am looking')
    await page.keyboard.press('Enter')
    await thread(agent, ana).getByText(/^Leaves in \d+ s$/).waitFor()
    expect(await composer(agent).inputValue()).toBe('')
    await screenshot(page, 'chat-outgoing')
    await page.keyboard.press('Alt+z')
    await expect.poll(() => composer(agent).inputValue()).toBe('Hello Ana, I am looking')
    expect(agentSaid(ana)).toEqual([])
    await sayNow(agent, ana, 'Hello Ana, I am looking at your modem')
    ana.read()
    await thread(agent, ana).getByText('Read', { exact: true }).waitFor()
    expect(agentSaid(ana)).toEqual(['Hello Ana, I am looking at your modem'])
  })

  it('sees that the customer types, and no card number leaves the window', async () => {
    ana.type()
    await agent.page.getByText('The customer is typing').waitFor()
    expect(ana.typed()).toBeGreaterThan(0)
    await composer(agent).fill('Is it 4111 1111 1111 1111?')
    await composer(agent).press('Enter')
    await thread(agent, ana).getByRole('button', { name: 'Send now' }).click()
    await expect.poll(() => agentSaid(ana).length).toBe(2)
    expect(agentSaid(ana)[1]).toMatch(/^Is it .*\?$/)
    expect(agentSaid(ana)[1]).not.toContain('4111 1111')
  })

  it('says whose account it is, sees it beside the chat, and goes to verify them from there', async () => {
    const { page } = agent
    const beside = page.getByRole('complementary', { name: 'Whose account' })
    await composer(agent).fill('not lost by it')
    await beside.getByRole('searchbox').fill(ACCOUNT)
    await beside.getByRole('button', { name: 'This is theirs' }).first().click()
    await beside.getByRole('heading', { name: 'Ana Rivera' }).waitFor()
    await beside.locator('[data-level="unverified"]').waitFor()
    expect(await composer(agent).inputValue()).toBe('not lost by it')
    await expectNoBarriers(page)
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await screenshot(page, `chat-account-${theme}`)
    }
    await page.keyboard.press('F2')
    await page.getByRole('region', { name: 'Verify the caller' }).waitFor()
    await page.keyboard.press('Escape')
    await beside.getByRole('heading', { name: 'Ana Rivera' }).waitFor()
  })

  it('has what was typed after a crash, and not a letter of it is with the customer', async () => {
    await composer(agent).fill('half a thought')
    await agent.page.getByText(/Draft kept$/).waitFor()
    agent = await agent.crashAndReopen()
    await agent.page.getByRole('button', { name: /^Chats/ }).click()
    await thread(agent, ana).waitFor({ timeout: 30_000 })
    await expect.poll(() => composer(agent).inputValue()).toBe('half a thought')
    expect(agentSaid(ana)).not.toContain('half a thought')
    await composer(agent).fill('')
  })

  it('has two side by side, goes to the one that waits with a key, and passes it on with a note that no customer sees', async () => {
    const { page } = agent
    await notesPlayed(agent)
    await setSound(agent, 'off')
    bob = await beginCustomerChat(operator.url, { name: 'Bob', topic: 'bill' })
    await bob.send('My bill is wrong')
    await accept(agent, bob)
    expect(await notesPlayed(agent), 'and not where it is silenced').toBe(0)
    await setSound(agent, 'on')
    await ana.send('Are you there?')
    // A word in a chat that is not in front.
    await expect.poll(() => notesPlayed(agent)).toBe(1)
    await bob.send('It says 90 dollars')
    await mine(agent).getByRole('button', { name: /^Ana/ }).click()
    await thread(agent, ana).waitFor()
    await page.keyboard.press('Alt+ArrowDown')
    await thread(agent, bob).waitFor()
    await senior.chat.setStatus({ commandId: newId(), away: null })
    await thread(agent, bob).getByRole('button', { name: 'Pass on' }).click()
    const passing = page.getByRole('form', { name: 'Pass the chat on' })
    await passing.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Jerome Dacosta, 4 places free' })
    await passing.getByRole('textbox').fill('Wants the credit of October')
    await expectNoBarriers(page)
    await screenshot(page, 'chat-transfer')
    await passing.getByRole('button', { name: 'Pass on' }).click()
    await thread(agent, bob).waitFor({ state: 'detached' })
    await expect.poll(async () => (await senior.chat.desk()).conversations.map(({ id, status }) => [id, status])).toContainEqual([bob.conversationId, 'offered'])
    await senior.chat.accept({ commandId: newId(), conversationId: bob.conversationId, contactId: newId() })
    const lines = await senior.chat.lines({ conversationId: bob.conversationId, afterSequence: 0, afterNote: 0 })
    expect(lines.notes.filter(({ kind }) => kind === 'note').map(({ body, agentName }) => [body, agentName])).toEqual([['Wants the credit of October', 'Amy Moreno']])
    expect(JSON.stringify(bob.messages)).not.toContain('October')
    await expect.poll(() => bob.state()?.agentName).toBe('Jerome Dacosta')
    // His desk is not there, and would give it back.
    bob.leave()
    await expect.poll(() => bob.state()?.status).toBe('wrapUp')
  })
})

describe('a supervisor', () => {
  let supervisor: Desk
  beforeAll(async () => {
    supervisor = await openDesk(operator.url)
    await signInAs(supervisor.page, 'Judith Dembele')
  }, 60_000)
  afterAll(() => supervisor?.close())
  const openWall = () => supervisor.page.getByRole('navigation').getByRole('button', { name: 'Chat wall' }).click()
  const row = (customer: ChatCustomer) => supervisor.page.locator(`[data-conversation="${customer.conversationId}"]`)

  it('sees who waits and who answers, and changes what somebody takes', async () => {
    const { page } = supervisor
    await openWall()
    await row(ana).waitFor()
    await page.locator('[data-queue]').getByText('Technical help').waitFor()
    await expectNoBarriers(page)
    for (const theme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme: theme })
      await screenshot(page, `chat-wall-${theme}`)
    }
    await page.getByRole('button', { name: 'Change: Jerome Dacosta' }).click()
    const panel = page.getByRole('region', { name: 'Chats of Jerome Dacosta' })
    await panel.getByLabel('Chats at once').fill('40')
    await panel.getByRole('button', { name: 'Save' }).click()
    await panel.getByText('From 0 to 20.').waitFor()
    await panel.getByLabel('Chats at once').fill('5')
    await screenshot(page, 'chat-wall-agent')
    await expectNoBarriers(page)
    await panel.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Chats of Jerome Dacosta are changed.').waitFor()
    await page.locator('[data-agent]').getByText('1 of 5').waitFor()
  })

  it('adds somebody who takes no chats yet', async () => {
    const { page } = supervisor
    await page.getByRole('button', { name: 'Add somebody who takes chats' }).click()
    const panel = page.getByRole('region', { name: 'Add somebody who takes chats' })
    await panel.getByRole('listbox').selectOption({ label: 'Walt Kirschner' })
    await panel.getByRole('button', { name: 'Save' }).click()
    await page.getByText('Walt Kirschner takes chats from now on.').waitFor()
  })

  it('reads along unseen by the customer, whispers to the agent, and takes over', async () => {
    const { page } = supervisor
    await row(ana).getByRole('button', { name: 'Watch' }).click()
    await thread(supervisor, ana).getByText('No internet since this morning').waitFor()
    await page.getByRole('textbox', { name: 'For colleagues only: Ana never sees it' }).fill('Offer her the credit')
    await page.keyboard.press('Enter')
    await thread(agent, ana).getByText('Offer her the credit').waitFor()
    await thread(agent, ana).getByText('Judith Dembele whispers').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'chat-watching')
    await screenshot(agent.page, 'chat-whispered')
    await thread(supervisor, ana).getByRole('button', { name: 'Take over' }).click()
    await expect.poll(() => ana.state()?.agentName).toBe('Judith Dembele')
    await thread(agent, ana).waitFor({ state: 'detached' })
    expect(JSON.stringify(ana.messages)).not.toMatch(/credit|whisper/)
    await sayNow(supervisor, ana, 'This is Judith')
    await composer(supervisor).waitFor()
  })

  it('passes it back to a queue, and the agent ends it with a line in the account’s history', async () => {
    await thread(supervisor, ana).getByRole('button', { name: 'Pass on' }).click()
    const passing = supervisor.page.getByRole('form', { name: 'Pass the chat on' })
    await passing.getByRole('combobox', { name: 'To' }).selectOption({ label: 'Amy Moreno, 3 places free' })
    await passing.getByRole('button', { name: 'Pass on' }).click()
    await ana.vanish()
    await accept(agent, ana)
    await thread(agent, ana).getByText('Their page is open').waitFor()
    await thread(agent, ana).getByText(/Their page is not open\./).waitFor({ timeout: PAGE_GONE_MS })
    await screenshot(agent.page, 'chat-page-gone')
    await ana.comeBack()
    await thread(agent, ana).getByText('Their page is open').waitFor()
    await thread(agent, ana).getByRole('button', { name: 'End chat' }).click()
    const wrap = agent.page.getByRole('form', { name: 'What did it come to?' })
    await wrap.getByText(/^1:\d\d left/).waitFor()
    await wrap.getByRole('textbox').fill('Modem restarted, signal is good')
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'chat-wrap-up')
    await wrap.getByRole('button', { name: 'Done' }).click()
    await thread(agent, ana).waitFor({ state: 'detached' })
    await agent.page.getByRole('combobox', { name: /^Search/ }).fill(ACCOUNT)
    await agent.page.locator(`[data-results-for="${ACCOUNT}"]`).getByRole('option').first().waitFor()
    await agent.page.keyboard.press('Enter')
    await agent.page.getByText('Modem restarted, signal is good').waitFor()
    await screenshot(agent.page, 'chat-in-timeline')
  }, 240_000)
})

describe('in Spanish, in the dark', () => {
  it('is the same, on a small screen and on a large one', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Judith Dembele')
      const carmen = await beginCustomerChat(operator.url, { name: 'María del Carmen Fernández-Villanueva', topic: 'signIn', language: 'es' })
      await carmen.send('No puedo entrar a mi cuenta desde ayer por la tarde, y la contraseña es la buena')
      await accept(agent, carmen)
      await colleague.page.getByRole('navigation').getByRole('button', { name: 'Panel de chats' }).click()
      await colleague.page.locator(`[data-conversation="${carmen.conversationId}"]`).waitFor()
      await expectNoBarriers(colleague.page)
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await size(colleague, width, height)
        await screenshot(colleague.page, `chat-wall-es-${width}`)
      }
      await colleague.page.locator(`[data-conversation="${carmen.conversationId}"]`).getByRole('button', { name: 'Hacerse cargo' }).click()
      await thread(colleague, carmen).getByText(/^No puedo entrar/).waitFor()
      await composer(colleague).fill('Ahora mismo lo miro')
      await composer(colleague).press('Enter')
      await expectNoBarriers(colleague.page)
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await size(colleague, width, height)
        await screenshot(colleague.page, `chat-es-${width}`)
      }
      await colleague.page.keyboard.press('Alt+w')
      await colleague.page.getByRole('textbox', { name: /^Solo para colegas/ }).fill('¿Alguien sabe de esto?')
      await expectNoBarriers(colleague.page)
      await screenshot(colleague.page, 'chat-es-whisper')
    } finally {
      await colleague.close()
    }
  })
})

async function size({ running, page }: Desk, width: number, height: number): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
}
