/** A customer's chat in a real browser: is let in by an agent who is there, writes while waiting, loses the line and comes back; finds nobody and leaves a message; on a narrow phone, in two languages and themes. */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { systemClock } from '../../shared/kernel/clock.ts'
import { migrate } from '../../electron/backend/store/migrate.ts'
import { openStore, type Store } from '../../electron/backend/store/store.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { signInAs, startTestBackend, type ApiClient } from '../support/api-client.ts'
import { projectRoot, screenshot } from '../support/app.ts'
import { addQueue, anyRule, publishRules } from '../support/chatting.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { CUSTOMER_PASSWORD, makeIdentity } from '../support/identities.ts'
import { connectDesk, type Desk } from '../support/live-desk.ts'

let store: Store
let backend: Awaited<ReturnType<typeof startTestBackend>>
/** The operator's own, under another name. */
let site: Server
let siteUrl: string
let browser: Awaited<ReturnType<typeof openCustomerBrowser>>
let agent: { client: ApiClient; displayName: string; desk: Desk; pinging: ReturnType<typeof setInterval> }
beforeAll(async () => {
  store = await openStore({ kind: 'embedded', dataDirectory: null })
  await migrate(store)
  site = createServer((_request, answer) => answer.writeHead(200, { 'content-type': 'text/html' }).end(`<!doctype html><html lang="en"><title>Isla</title><h1>Isla Cable</h1><script src="${backend.url}/portal/widget.js" defer></script>`))
  await new Promise<void>((resolve) => site.listen(0, 'localhost', resolve))
  siteUrl = `http://localhost:${(site.address() as AddressInfo).port}`
  backend = await startTestBackend({ store, chatFrames: [siteUrl], pages: path.join(projectRoot, 'out', 'renderer'), demo: { operatorName: 'Isla Cable', accounts: [], supportPhone: '(800) 555-0142' } })
  const queueId = await addQueue(store, systemClock, 'Help')
  await publishRules(store, systemClock, 1, [anyRule(queueId)])
  agent = await staff(queueId)
  browser = await openCustomerBrowser()
  await browser.page.addInitScript(() => {
    const opened: WebSocket[] = []
    // Where a file goes is asked by the system: what would be in it is seen before.
    const saved: Blob[] = []
    const { createObjectURL } = URL
    URL.createObjectURL = (blob: Blob) => {
      saved.push(blob)
      return createObjectURL.call(URL, blob)
    }
    HTMLAnchorElement.prototype.click = () => undefined
    Object.assign(window, { saved, opened, WebSocket: class extends WebSocket { constructor(url: string) { super(url); opened.push(this) } } })
  })
}, 120_000)
afterAll(async () => {
  await browser?.close()
  clearInterval(agent?.pinging)
  await agent?.desk.close()
  site?.close()
  await backend?.close()
  await store?.close()
})

async function staff(queueId: string): Promise<typeof agent> {
  const [supervisor, person] = [await signInAs(store, backend.url, 'supervisor', systemClock), await signInAs(store, backend.url, 'agent', systemClock)]
  await supervisor.client.chat.setAgent({ commandId: newId(), agentId: person.session.agent.id, expectedVersion: 0, queueIds: [queueId], languages: ['en', 'es'], skills: [], capacity: 3, undoSeconds: 0 })
  const desk = await connectDesk(backend.url, person.token)
  const pinging = setInterval(() => desk.say({ type: 'ping' }), 10_000)
  return { client: person.client, displayName: person.displayName, desk, pinging }
}
const there = (away: 'lunch' | null) => agent.client.chat.setStatus({ commandId: newId(), away })
/** Takes what is offered. @returns the conversation's id */
async function accept(): Promise<string> {
  const offered = await expect.poll(async () => (await agent.client.chat.desk()).conversations.find(({ status }) => status === 'offered')).toBeTruthy().then(async () => (await agent.client.chat.desk()).conversations.find(({ status }) => status === 'offered'))
  const conversationId = offered?.id ?? expect.fail('nothing is offered')
  await agent.client.chat.accept({ commandId: newId(), conversationId, contactId: newId() })
  return conversationId
}
const answer = (conversationId: string, body: string) => agent.client.chat.send({ conversationId, clientId: newId(), body, now: true })

const TICKETS = '**/portal/chat/ticket'
/** As if the cable were cut: what is open ends, and nothing is answered. */
async function cut(page: Page): Promise<void> {
  await page.route(TICKETS, (route) => route.abort())
  await page.evaluate(() => { for (const socket of (window as unknown as { opened: WebSocket[] }).opened) socket.close() })
}
async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
async function openChat(language: 'en' | 'es' = 'en', { width = 420, height = 860 } = {}): Promise<Page> {
  const { page } = browser
  await page.setViewportSize({ width, height })
  await page.goto(`${backend.url}/portal/chat`)
  await page.evaluate((chosen) => {
    localStorage.clear()
    sessionStorage.setItem('language', chosen)
  }, language)
  await page.goto(`${backend.url}/portal/chat`)
  await page.getByRole('heading', { level: 1 }).waitFor()
  return page
}
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
const log = (page: Page) => page.getByRole('log')

describe('the chat page', () => {
  it('lets in where somebody is there, keeps what is written through a loss of the line, and shows it in order', async () => {
    await there(null)
    const page = await openChat()
    await page.getByRole('radio', { name: 'Internet' }).check()
    await page.getByRole('status').getByText('Nobody waits before you', { exact: false }).waitFor()
    await page.getByLabel('Your name').fill('Ana Rivera')
    await expectNoBarriers(page)
    await inBoth(page, 'chat-start')
    await page.getByRole('button', { name: 'Start the chat' }).click()
    const box = page.getByLabel('Your message')
    await box.waitFor()
    await page.getByText('You are next in line', { exact: false }).waitFor()
    await box.pressSequentially('My internet is off')
    await page.keyboard.press('Shift+Enter')
    await box.pressSequentially('since this morning')
    await page.keyboard.press('Enter')
    await log(page).getByText('since this morning').waitFor()
    await log(page).getByText('Sent', { exact: true }).waitFor()
    expect(await box.evaluate((field) => field === document.activeElement)).toBe(true)
    await expectNoBarriers(page)
    await inBoth(page, 'chat-waiting')

    const conversationId = await accept()
    await page.getByText(`You are talking with ${agent.displayName}.`).waitFor()
    await answer(conversationId, 'Hello Ana. I look at your modem. This may help: https://www.isla.example/help?x=1. Not this: http://plain.example or https://isla.example@evil.example/')
    await log(page).getByText('Hello Ana.', { exact: false }).waitFor()
    expect(await log(page).getByRole('link').evaluateAll((links) => links.map((link) => [(link as HTMLAnchorElement).href, (link as HTMLAnchorElement).rel]))).toEqual([['https://www.isla.example/help?x=1', 'noreferrer noopener']])
    await agent.client.chat.read({ conversationId, sequence: 1 })
    await log(page).getByText('Read', { exact: true }).waitFor()
    await agent.client.chat.typing({ conversationId })
    await page.getByText('is typing…', { exact: false }).waitFor()
    await expect.poll(async () => (await agent.client.chat.lines({ conversationId, afterSequence: 0, afterNote: 0 })).conversation.customerRead).toBeGreaterThanOrEqual(3)

    await box.fill('My card is 4242 4242 4242 4242')
    await page.keyboard.press('Enter')
    await page.getByRole('alert').getByText('looks like a card number', { exact: false }).waitFor()
    expect(await box.inputValue(), 'nothing that was typed is lost').toContain('4242')
    await expectNoBarriers(page)
    await inBoth(page, 'chat-card-number')

    await box.fill('مرحبا <script>alert(1)</script> ' + 'w'.repeat(300))
    await page.keyboard.press('Enter')
    await log(page).getByText('مرحبا', { exact: false }).waitFor()
    expect(await overflow(page)).toBe(0)

    await cut(page)
    await page.getByText('The connection is lost.', { exact: false }).waitFor()
    await box.fill('Are you still there?')
    await page.keyboard.press('Enter')
    await log(page).getByText('Not sent yet').waitFor()
    await answer(conversationId, 'Your modem is back.')
    await expectNoBarriers(page)
    await inBoth(page, 'chat-lost')
    await page.unroute(TICKETS)
    await log(page).getByText('Your modem is back.').waitFor()
    await expect.poll(() => log(page).getByText('Not sent yet').count()).toBe(0)
    const said = await log(page).locator('[data-sequence]').evaluateAll((lines) => lines.map((line) => Number((line as HTMLElement).dataset['sequence'])))
    expect(said).toEqual(said.map((_sequence, index) => index + 1))
    expect(await log(page).getByText('Are you still there?').count()).toBe(1)

    await page.reload()
    await log(page).getByText('Your modem is back.').waitFor()
    expect(await log(page).getByText('Are you still there?').count()).toBe(1)
    await inBoth(page, 'chat-back')
    await page.setViewportSize({ width: 1366, height: 768 })
    await screenshot(page, 'chat-desktop-light')

    await page.setViewportSize({ width: 420, height: 860 })
    await page.getByRole('button', { name: 'Save as text' }).click()
    const transcript = await page.evaluate(() => (window as unknown as { saved: Blob[] }).saved.at(-1)?.text())
    expect(transcript).toMatch(/Chat with Isla Cable[\s\S]*Ana Rivera: My internet is off[\s\S]*: Your modem is back\./)
    await page.getByRole('button', { name: 'End the chat' }).click()
    await page.getByRole('button', { name: 'Yes, end it' }).click()
    await log(page).getByText('You have ended the chat.').waitFor()
    await page.getByText('This chat is over.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-over')
    await page.getByRole('button', { name: 'forget this chat' }).click()
    await page.getByText('This chat is forgotten on this computer.').waitFor()
    expect(await page.evaluate(() => localStorage.length)).toBe(0)
    await agent.client.chat.wrapUp({ commandId: newId(), conversationId, disposition: 'resolved', text: '' })
  })

  it('tells in Spanish, on a narrow phone, that nobody is there, and takes a message', async () => {
    await there('lunch')
    const page = await openChat('es', { width: 360, height: 720 })
    await page.getByRole('radio', { name: 'Factura o pago' }).check()
    await page.getByText('Ahora no hay nadie en el chat.').waitFor()
    await page.getByText(/\(800\)\u00a0555\u20110142/).waitFor()
    expect(await page.getByRole('button', { name: 'Empezar el chat' }).isHidden()).toBe(true)
    expect(await overflow(page)).toBe(0)
    await expectNoBarriers(page)
    await inBoth(page, 'chat-nobody-es')
    await page.getByRole('button', { name: 'Dejar un mensaje o pedir una llamada' }).click()
    await page.getByRole('radio', { name: 'Llámenme' }).check()
    await page.getByLabel('Su nombre').fill('Luis Ortega')
    await page.getByLabel('Teléfono', { exact: true }).last().fill('luis@example.org')
    await page.getByLabel('Su mensaje').fill('Me cobraron dos veces.')
    await page.getByRole('button', { name: 'Dejarlo' }).click()
    await page.getByText('Indique un teléfono con su código de área.').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-message-es')
    await page.getByRole('textbox', { name: 'Teléfono' }).fill('(914) 555-0123')
    await page.getByRole('button', { name: 'Dejarlo' }).click()
    await page.getByText('Gracias. Le llamaremos.').waitFor()
    await inBoth(page, 'chat-message-left-es')
    const { messages, waitingCount } = await agent.client.chat.leftMessages({ done: false })
    expect(messages).toMatchObject([{ name: 'Luis Ortega', wants: 'callBack', reach: '+19145550123', language: 'es', topic: 'bill', customerId: null }])
    expect(waitingCount).toBe(1)
  })

  it('goes on, on another device, for whoever is signed in, and in another tab', async () => {
    await there(null)
    const { userName } = await makeIdentity(store)
    const { page } = browser
    await page.emulateMedia({ colorScheme: 'light' })
    await openChat()
    await page.goto(`${backend.url}/portal/account`)
    await page.getByLabel('User name or e-mail').fill(userName)
    await page.getByLabel('Password').fill(CUSTOMER_PASSWORD)
    await page.getByRole('button', { name: 'Sign in', exact: true }).click()
    await page.getByRole('heading', { name: 'Your account' }).waitFor({ timeout: 20_000 })
    await openChat()
    const name = page.getByLabel('Your name')
    await name.waitFor()
    expect(await name.getAttribute('readonly')).not.toBeNull()
    await page.getByRole('radio', { name: 'Something else' }).check()
    await page.getByRole('button', { name: 'Start the chat' }).click()
    await page.getByLabel('Your message').fill('From the first device')
    await page.keyboard.press('Enter')
    await log(page).getByText('Sent', { exact: true }).waitFor()
    // Another device: nothing is kept there, and the sign-in is the same.
    await openChat()
    await log(page).getByText('From the first device').waitFor()
    expect(await page.evaluate(() => (JSON.parse(localStorage.getItem('chat') ?? '{}') as { token?: unknown }).token)).toBeNull()
    await page.reload()
    await log(page).getByText('From the first device').waitFor()
    await screenshot(page, 'chat-other-device-light')
  })

  it('is a button on the operator’s own site, which may frame it, and nobody else’s may', async () => {
    await there(null)
    const { page } = browser
    await page.setViewportSize({ width: 1024, height: 768 })
    await page.goto(siteUrl)
    await page.getByRole('button', { name: 'Chat with us' }).click()
    const framed = page.frameLocator('#headend-chat')
    await framed.getByRole('radio', { name: 'Television' }).check()
    await framed.getByLabel('Your name').fill('Bo')
    await framed.getByRole('button', { name: 'Start the chat' }).click()
    await framed.getByLabel('Your message').fill('From your own site')
    await page.keyboard.press('Enter')
    await framed.getByText('Sent', { exact: true }).waitFor()
    await screenshot(page, 'chat-widget-light')
    await page.getByRole('button', { name: 'Hide the chat' }).click()
    expect(await page.locator('#headend-chat').isVisible()).toBe(false)
    await page.goto(siteUrl.replace('localhost', '127.0.0.1'))
    await page.getByRole('button', { name: 'Chat with us' }).click()
    await expect.poll(() => page.frames().map((frame) => frame.url())).toContain('chrome-error://chromewebdata/')
  })
})
