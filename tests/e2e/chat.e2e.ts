/** Chats in the real window, with a customer's page on the other side of a real connection. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat, type ChatCustomer } from '../support/chat-customer.ts'
import { openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
let agent: Desk
let ana: ChatCustomer

const thread = ({ page }: Desk, { conversationId }: ChatCustomer) => page.locator(`[data-chat="${conversationId}"]`)
const composer = ({ page }: Desk) => page.getByRole('textbox', { name: /^(Message to|Mensaje para)/ })
const says = (customer: ChatCustomer, text: string) => expect.poll(() => customer.messages.filter(({ author }) => author === 'agent').map(({ body }) => body), { timeout: 20_000 }).toContain(text)
async function takeChats({ page }: Desk): Promise<void> {
  await page.getByRole('combobox', { name: /^(Whether you take chats|Si toma chats)$/ }).selectOption('available')
}

beforeAll(async () => {
  operator = await startDemoOperator()
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  await takeChats(agent)
}, 120_000)
afterAll(async () => {
  await agent?.close()
  await operator?.stop()
})

describe('an agent', () => {
  it('is offered a chat at the foot of the window, and takes it with one key from wherever they are', async () => {
    ana = await beginCustomerChat(operator.url, { name: 'Ana Rivera' })
    await ana.send('No internet since this morning')
    const offer = agent.page.getByRole('region', { name: 'A chat for you' })
    await offer.getByText('Ana Rivera').waitFor()
    await offer.getByText(/^\d+ s left$/).waitFor()
    await expectNoBarriers(agent.page)
    await screenshot(agent.page, 'chat-offer')
    await agent.page.keyboard.press('F8')
    await thread(agent, ana).getByText('No internet since this morning').waitFor()
    expect(await composer(agent).evaluate((field) => field === document.activeElement)).toBe(true)
    await screenshot(agent.page, 'chat-accepted')
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
    expect(ana.messages.filter(({ author }) => author === 'agent')).toEqual([])
    await page.keyboard.type(' at your modem')
    await page.keyboard.press('Enter')
    await thread(agent, ana).getByRole('button', { name: 'Send now' }).click()
    await says(ana, 'Hello Ana, I am looking at your modem')
    ana.read()
    await thread(agent, ana).getByText('Read', { exact: true }).waitFor()
  })
})
