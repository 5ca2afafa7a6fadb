/** Two agents and a customer: asked in over nothing that is typed, both in it, handed over; and what the account beside a chat is turned into, in its contact. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat, type ChatCustomer } from '../support/chat-customer.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

const ACCOUNT = '07810-449-2210-7'
let operator: DemoOperator
let amy: Desk
let jerome: Desk
let ana: ChatCustomer
const thread = ({ page }: Desk) => page.locator(`[data-chat="${ana.conversationId}"]`)
const composer = ({ page }: Desk) => page.getByRole('textbox', { name: /^Message to/ })
const beside = ({ page }: Desk) => page.getByRole('complementary', { name: 'Whose account' })
const heard = () => ana.messages.map(({ kind, body }) => `${kind} ${body}`)
async function takeChats({ page }: Desk): Promise<void> {
  await page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('available')
  await page.getByTitle(/^Takes chats · /).waitFor()
}
async function inBothThemes({ page }: Desk, name: string): Promise<void> {
  await expectNoBarriers(page)
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}

beforeAll(async () => {
  operator = await startDemoOperator()
  amy = await openDesk(operator.url)
  await signInAs(amy.page, 'Amy Moreno')
  await takeChats(amy)
}, 120_000)
afterAll(async () => {
  await Promise.all([amy?.close(), jerome?.close()])
  await operator?.stop()
})

describe('a chat', () => {
  it('is turned into a ticket, a visit or a credit without leaving it', async () => {
    const { page } = amy
    ana = await beginCustomerChat(operator.url, { name: 'Ana' })
    await ana.send('It is slow, and I paid for it')
    await page.getByRole('region', { name: 'A chat for you' }).waitFor()
    await page.keyboard.press('F8')
    await thread(amy).waitFor()
    await beside(amy).getByRole('searchbox').fill(ACCOUNT)
    await beside(amy).getByRole('button', { name: 'This is theirs' }).first().click()
    await beside(amy).locator('[data-level="unverified"]').waitFor()
    await inBothThemes(amy, 'chat-turn')
    for (const [key, name, heading] of [['Alt+g', 'troubleshoot', 'First: is there an outage here?'], ['Alt+v', 'visit', 'Book a visit'], ['Alt+c', 'credit', 'Credit or charge']] as const) {
      await page.keyboard.press(key)
      await beside(amy).locator('.side-panel').waitFor()
      await beside(amy).getByRole('heading', { name: heading }).waitFor()
      await expectNoBarriers(page)
      await screenshot(page, `chat-turn-${name}`)
      await thread(amy).getByText('It is slow, and I paid for it').waitFor()
      await page.keyboard.press('Escape')
      await beside(amy).locator('.side-panel').waitFor({ state: 'detached' })
    }
  })

  it('is asked into over nothing that is typed, and the customer sees that there are two', async () => {
    jerome = await openDesk(operator.url)
    await signInAs(jerome.page, 'Jerome Dacosta')
    await takeChats(jerome)
    const asking = amy.page.getByRole('form', { name: 'Ask a colleague in' })
    const askJerome = async () => {
      await thread(amy).getByRole('button', { name: 'Ask in' }).click()
      await asking.getByRole('combobox', { name: 'Colleague' }).selectOption({ label: 'Jerome Dacosta, 4 places free' })
    }
    await askJerome()
    await asking.getByRole('button', { name: 'Ask them in' }).click()
    const asked = jerome.page.getByRole('region', { name: 'Can you help?' })
    await asked.getByRole('button', { name: 'Not now' }).press('Enter')
    await asked.waitFor({ state: 'detached' })
    await expect.poll(() => jerome.page.evaluate(() => document.activeElement?.closest('nav') !== null)).toBe(true)
    await thread(amy).getByText('Jerome Dacosta is asked, and has not answered').waitFor({ state: 'detached' })
    await askJerome()
    const askThem = asking.getByRole('button', { name: 'Ask them in' })
    await askThem.press('Enter')
    await asking.getByText('They were asked a moment ago', { exact: false }).waitFor()
    expect(await askThem.evaluate((button) => button === document.activeElement), 'what was pressed has the keyboard’s place').toBe(true)
    await screenshot(amy.page, 'chat-ask-again')
    // Another question now: they come back to their desk.
    await jerome.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('break')
    await jerome.page.getByTitle(/^Away: break · /).waitFor()
    await takeChats(jerome)
    await asking.getByRole('textbox').fill('You know the modems of that street')
    await (await demoClient(operator, 'agent')).chat.whisper({ commandId: newId(), conversationId: ana.conversationId, clientId: newId(), body: 'be patient with this one' })
    await thread(amy).getByText('be patient with this one').waitFor()
    await inBothThemes(amy, 'chat-ask-in')
    await jerome.page.getByRole('combobox', { name: /^Search/ }).fill('half a na')
    await asking.getByRole('button', { name: 'Ask them in' }).click()
    await thread(amy).getByText('Jerome Dacosta is asked, and has not answered').waitFor()
    await asked.getByText('Amy Moreno asks you into a chat.').waitFor()
    expect(await jerome.page.getByRole('combobox', { name: /^Search/ }).evaluate((box: HTMLInputElement) => [box === document.activeElement, box.value])).toEqual([true, 'half a na'])
    await inBothThemes(jerome, 'chat-asked-in')
    await jerome.page.keyboard.press('F9')
    await thread(jerome).getByText('It is slow, and I paid for it').waitFor()
    await thread(jerome).getByText('You know the modems of that street').waitFor()
    expect(await thread(jerome).getByText('be patient with this one').count(), 'what was whispered before they came').toBe(0)
    await expect.poll(heard, { timeout: 30_000 }).toContain('joined Jerome Dacosta')
    await thread(amy).getByText('Jerome Dacosta is in it').waitFor()
    expect(JSON.stringify(ana.messages)).not.toContain('modems')
  })

  it('is written in by both, and handed over while both are in it', async () => {
    await composer(jerome).fill('Jerome here, I see your modem')
    await composer(jerome).press('Enter')
    await thread(jerome).getByRole('button', { name: 'Send now' }).click()
    await expect.poll(heard, { timeout: 30_000 }).toContain('text Jerome here, I see your modem')
    await inBothThemes(amy, 'chat-two')
    await thread(amy).getByRole('button', { name: 'Hand over to Jerome Dacosta' }).click()
    await expect.poll(() => ana.state()?.agentName, { timeout: 30_000 }).toBe('Jerome Dacosta')
    await expect.poll(() => composer(amy).evaluate((box) => box === document.activeElement)).toBe(true)
    expect(ana.state()?.status).toBe('active')
    await thread(amy).getByText('You are in it', { exact: false }).waitFor()
    await thread(jerome).getByText('be patient with this one').waitFor()
    await beside(jerome).getByRole('button', { name: 'Begin the contact' }).click()
    await beside(jerome).locator('[data-level="unverified"]').waitFor()
    await inBothThemes(jerome, 'chat-handed')
    await thread(amy).getByRole('button', { name: 'Leave' }).click()
    await thread(amy).waitFor({ state: 'detached' })
    await expect.poll(heard, { timeout: 30_000 }).toContain('left Amy Moreno')
    await thread(jerome).getByRole('button', { name: 'End chat' }).click()
    const wrap = jerome.page.getByRole('form', { name: 'What did it come to?' })
    await wrap.getByRole('textbox').fill('Two looked at it, modem changed')
    await wrap.getByRole('button', { name: 'Done' }).click()
    await thread(jerome).waitFor({ state: 'detached' })
    await jerome.page.getByRole('combobox', { name: /^Search/ }).fill(ACCOUNT)
    await jerome.page.locator(`[data-results-for="${ACCOUNT}"]`).getByRole('option').first().waitFor()
    await jerome.page.keyboard.press('Enter')
    await jerome.page.getByText('Two looked at it, modem changed').waitFor()
  }, 120_000)

  it('is declined, and who goes by keys keeps their place', async () => {
    await jerome.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('break')
    await beginCustomerChat(operator.url, { name: 'Bo' })
    const offer = amy.page.getByRole('region', { name: 'A chat for you' })
    await offer.getByRole('button', { name: 'Decline' }).press('Enter')
    await offer.waitFor({ state: 'detached' })
    await expect.poll(() => amy.page.evaluate(() => document.activeElement?.closest('nav') !== null && document.activeElement !== document.body)).toBe(true)
  })
})
