/** What becomes of a message that somebody left where nobody was: from the customer's page to the desk, to a ticket, and back to their page. */
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import type { ApiClient } from '../support/api-client.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat } from '../support/chat-customer.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

/** The first of the demo, the same with every seed. */
const ACCOUNT = '07810-449-2210-7'
let operator: DemoOperator
let agent: Desk
let senior: ApiClient
let browser: Awaited<ReturnType<typeof openCustomerBrowser>>

beforeAll(async () => {
  operator = await startDemoOperator()
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  senior = await demoClient(operator, 'senior')
  browser = await openCustomerBrowser()
}, 120_000)
afterAll(async () => {
  await browser?.close()
  await agent?.close()
  await operator?.stop()
})

const message = (page: Page) => page.getByRole('article', { name: 'Luis Ortega' })
/** Both themes, in the size that an operator's desk has. */
async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
/** Nobody takes chats in a demo that has just begun. */
async function leave(text: string, reach: string): Promise<void> {
  const { page } = browser
  await page.setViewportSize({ width: 420, height: 860 })
  await page.goto(`${operator.url}/portal/chat`)
  await page.evaluate(() => sessionStorage.setItem('language', 'en'))
  await page.reload()
  await page.getByRole('radio', { name: 'Bill or payment' }).check()
  await page.getByRole('button', { name: 'Leave a message or ask for a call' }).click()
  await page.getByLabel('Your name').fill('Luis Ortega')
  await page.getByRole('textbox', { name: 'E-mail or phone' }).fill(reach)
  await page.getByRole('textbox', { name: 'Your message' }).fill(text)
  await page.getByRole('button', { name: 'Leave it' }).click()
  await page.getByText('Thank you. Your message is with us.').waitFor()
}

describe('a message that was left', () => {
  it('waits at the desk with its age, harmless whatever is written in it', async () => {
    await leave('I was charged twice. See https://аpple.com/login and <b>this</b> <script>alert(1)</script>', 'luis@example.org')
    await browser.page.getByText(/it waits for one of us$/).waitFor()
    await inBoth(browser.page, 'left-page-waiting')
    const { page } = agent
    await page.getByRole('button', { name: /^Left messages/ }).click()
    await message(page).waitFor()
    await message(page).getByText('<script>alert(1)</script>').waitFor()
    await page.getByText(/^waits for less than a minute$/).first().waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'left-desk')
  })

  it('says where an address in it leads, before anything is opened', async () => {
    const { page } = agent
    await message(page).getByRole('button', { name: /apple\.com|аpple\.com/ }).click()
    const asked = page.getByRole('group', { name: 'Open this address?' })
    await asked.getByText('xn--pple-43d.com', { exact: true }).waitFor()
    await asked.getByText(/written otherwise than it reads/).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'left-link')
    await page.keyboard.press('Escape')
    await asked.waitFor({ state: 'detached' })
  })

  it('becomes a ticket of the account that an agent finds; who was second keeps what they typed', async () => {
    const { page } = agent
    const beside = page.getByRole('complementary', { name: 'Whose account' })
    await page.getByRole('textbox', { name: 'What came of it' }).fill('Two bills in November')
    await beside.getByRole('searchbox').fill(ACCOUNT)
    await beside.getByRole('button', { name: 'This is theirs' }).first().click()
    await beside.getByRole('heading', { name: 'Ana Rivera' }).waitFor()
    await expect.poll(() => page.getByRole('textbox', { name: 'What came of it' }).inputValue()).toBe('Two bills in November')
    const [waiting] = (await senior.chat.leftMessages({ done: false })).messages
    await senior.chat.takeMessage({ commandId: newId(), messageId: waiting!.id, expectedVersion: waiting!.version, taken: true })
    await message(page).getByText(/has it in hand since/).waitFor()
    await screenshot(page, 'left-in-hand')
    await message(page).getByRole('button', { name: 'Make a ticket' }).click()
    await page.getByText('No message waits.').first().waitFor()
    await page.getByRole('group', { name: 'Which ones' }).getByRole('button', { name: 'Done' }).click()
    await message(page).getByText(/Ticket TT-\d+ stands on the account\./).waitFor()
    await message(page).getByText('Two bills in November').waitFor()
    await inBoth(page, 'left-done')
    const [done] = (await senior.chat.leftMessages({ done: true })).messages
    expect(done).toMatchObject({ disposition: 'followUp', doneText: 'Two bills in November', ticketReference: expect.stringMatching(/^TT-/) as unknown })
    await beside.getByRole('button', { name: 'Open the account' }).click()
    await page.getByText(/Ticket TT-\d+ is open: I was charged twice/).first().waitFor()
    await screenshot(page, 'left-ticket-account')
  })

  it('tells who left it what became of it', async () => {
    const { page } = browser
    await page.goto(`${operator.url}/portal/chat`)
    await page.getByText(/we are working on it, number TT.\d+$/).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'left-page-ticket')
    await page.getByRole('button', { name: 'Forget these on this computer' }).click()
    await page.getByText(/we are working on it/).waitFor({ state: 'detached' })
  })

  it('is taken in hand by who calls, and done with', async () => {
    const { page } = agent
    await leave('Please call me', '(914) 555-0123')
    await page.getByRole('button', { name: /^Left messages/ }).click()
    await message(page).getByRole('button', { name: 'I call: take it in hand' }).click()
    await message(page).getByText(/^You have it in hand since/).waitFor()
    await page.getByRole('combobox', { name: 'Outcome' }).selectOption('resolved')
    await page.getByRole('textbox', { name: 'What came of it' }).fill('Called')
    await screenshot(page, 'left-taken')
    await message(page).getByRole('button', { name: 'Done', exact: true }).click()
    await page.getByText('No message waits.').first().waitFor()
  })
})

describe('a chat that is over', () => {
  it('is read from its line of the history, and found by its words', async () => {
    const { page } = agent
    await senior.chat.setStatus({ commandId: newId(), away: 'lunch' })
    await page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('available')
    await page.getByTitle(/^Takes chats · /).waitFor()
    const ana = await beginCustomerChat(operator.url, { name: 'Ana' })
    await ana.send('The señal is gone since the storm')
    await page.getByRole('region', { name: 'A chat for you' }).waitFor()
    await page.keyboard.press('F8')
    const thread = page.locator(`[data-chat="${ana.conversationId}"]`)
    await thread.waitFor()
    const beside = page.getByRole('complementary', { name: 'Whose account' })
    await beside.getByRole('searchbox').fill(ACCOUNT)
    await beside.getByRole('button', { name: 'This is theirs' }).first().click()
    await beside.getByRole('heading', { name: 'Ana Rivera' }).waitFor()
    await page.getByRole('textbox', { name: /^Message to/ }).fill('I look at https://example.org/status for you')
    await page.keyboard.press('Enter')
    await thread.getByRole('button', { name: 'Send now' }).click()
    await thread.getByRole('button', { name: /example\.org/ }).waitFor()
    await thread.getByRole('button', { name: 'End chat' }).click()
    await thread.getByRole('textbox', { name: /^In words/ }).fill('Storm outage')
    await thread.getByRole('button', { name: 'Done' }).click()
    await thread.waitFor({ state: 'detached' })
    await page.getByRole('button', { name: /Ana Rivera/ }).first().click()
    await page.getByRole('button', { name: 'Read the chat' }).first().click()
    const panel = page.getByRole('region', { name: 'What was said in the chat' })
    await panel.getByText('The señal is gone since the storm').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-transcript')
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    await page.getByRole('searchbox', { name: 'Words in chats' }).fill('SENAL')
    await page.keyboard.press('Enter')
    const found = page.getByRole('region', { name: 'Found in chats: SENAL' })
    await found.getByText('señal', { exact: true }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-found')
    await found.getByRole('button').filter({ hasText: 'señal' }).click()
    await panel.locator('[data-found]').getByText('The señal is gone since the storm').waitFor()
    await screenshot(page, 'chat-found-line')
  })
})

describe('in Spanish', () => {
  it('is the same, on a small screen and on a large one', async () => {
    await agent.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('lunch')
    await agent.page.getByTitle(/^Away: lunch · /).waitFor()
    await leave('María del Carmen Fernández-Villanueva no puede entrar a su cuenta desde ayer por la tarde, y la contraseña es la buena', 'maria-del-carmen.fernandez-villanueva@example.org')
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      await signInAs(colleague.page, 'Judith Dembele')
      const { page } = colleague
      await page.getByRole('button', { name: /^Mensajes dejados/ }).click()
      await message(page).waitFor()
      await expectNoBarriers(page)
      for (const [width, height] of [[1366, 768], [2560, 1440]] as const) {
        await size(colleague, width, height)
        await screenshot(page, `left-es-${width}`)
      }
      await page.getByRole('combobox', { name: /^Buscar/ }).fill(ACCOUNT)
      await page.locator(`[data-results-for="${ACCOUNT}"]`).getByRole('option').first().waitFor()
      await page.keyboard.press('Enter')
      await page.getByRole('button', { name: 'Leer el chat' }).first().click()
      await page.getByRole('region', { name: 'Lo que se dijo en el chat' }).getByText(/^The señal/).waitFor()
      await expectNoBarriers(page)
      for (const [width, height] of [[2560, 1440], [1366, 768]] as const) {
        await size(colleague, width, height)
        await screenshot(page, `chat-transcript-es-${width}`)
      }
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
