/** What a supervisor is warned of, wherever they are, and what became of all who came: in the real window. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../shared/kernel/ids.ts'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { beginCustomerChat } from '../support/chat-customer.ts'
import { demoClient, openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'

let operator: DemoOperator
let supervisor: Desk
const folder = mkdtempSync(path.join(tmpdir(), 'headend-chat-watch-'))
const sizes = [[1366, 768], [2560, 1440]] as const

beforeAll(async () => {
  operator = await startDemoOperator()
  supervisor = await openDesk(operator.url)
  await signInAs(supervisor.page, 'Judith Dembele')
}, 120_000)
afterAll(async () => {
  await supervisor?.close()
  await operator?.stop()
  rmSync(folder, { recursive: true, force: true })
})

const alert = ({ page }: Desk, kind: string, queue: string) => page.locator(`[data-alert="${kind}"]`).filter({ hasText: queue })

describe('a supervisor', () => {
  it('is warned wherever they are, goes there with one key, has it in hand, and calls somebody back', async () => {
    const { page } = supervisor
    // Queues are open, and nobody is there.
    await page.getByRole('navigation').getByText('3 alerts that nobody has seen').waitFor({ timeout: 20_000 })
    await screenshot(page, 'chat-alert-elsewhere')
    await page.keyboard.press('Alt+l')
    await alert(supervisor, 'nobodyThere', 'Technical help').getByText('Nobody of this queue is away at their desk').waitFor()
    await expectNoBarriers(page)
    await alert(supervisor, 'nobodyThere', 'Technical help').getByRole('button', { name: 'I have it in hand: Technical help' }).click()
    await alert(supervisor, 'nobodyThere', 'Technical help').getByText(/^In hand: Judith Dembele, /).waitFor()
    await page.getByRole('navigation').getByText('2 alerts that nobody has seen').waitFor()
    const agent = await openDesk(operator.url)
    try {
      await signInAs(agent.page, 'Amy Moreno')
      await alert(supervisor, 'nobodyThere', 'Billing').getByText(/^Amy Moreno: break, /).waitFor({ timeout: 60_000 })
      for (const theme of ['dark', 'light'] as const) {
        await page.emulateMedia({ colorScheme: theme })
        await expectNoBarriers(page)
        await screenshot(page, `chat-alerts-${theme}`)
      }
      await alert(supervisor, 'nobodyThere', 'Billing').getByRole('button', { name: 'Bring back: Amy Moreno' }).click()
      await agent.page.getByTitle(/^Takes chats · /).waitFor()
      await alert(supervisor, 'nobodyThere', 'Billing').getByText(/it has eased/).waitFor()
      // She has three places; the fourth waits.
      for (const name of ['Ana', 'Bob', 'Cy']) {
        await beginCustomerChat(operator.url, { name })
        await agent.page.getByRole('region', { name: 'A chat for you' }).getByText(name).waitFor()
        await agent.page.keyboard.press('F8')
        await agent.page.getByRole('region', { name: 'Your chats' }).getByRole('button', { name: new RegExp(`^${name}`) }).waitFor()
      }
      await beginCustomerChat(operator.url, { name: 'Di' })
      await alert(supervisor, 'wait', 'Technical help').getByText(/the first waits 0:\d\d of 1:00, and no place is free/).waitFor({ timeout: 60_000 })
      await screenshot(page, 'chat-alert-wait')
      await alert(supervisor, 'wait', 'Technical help').getByText('The target is broken.').waitFor({ timeout: 60_000 })
      for (const [width, height] of sizes) {
        await size(supervisor, width, height)
        await screenshot(page, `chat-alert-broken-${width}`)
      }
      await size(supervisor, 1366, 768)
      await expectNoBarriers(page)
    } finally {
      await agent.close()
    }
  }, 300_000)

  it('lets somebody of another queue help, and reads long names', async () => {
    const { page } = supervisor
    const { chat } = await demoClient(operator, 'supervisor')
    const billing = (await chat.setup()).queues.find(({ name }) => name === 'Billing')!
    const { name: _, version, hours, spanishName, targetSeconds, targetPercent, maxWaiting } = billing
    const name = 'Billing, payments, collections and everything about promises'
    await chat.changeQueue({ commandId: newId(), queueId: billing.id, expectedVersion: version, name, hours, spanishName, targetSeconds, targetPercent, maxWaiting })
    // Judith's own desk is there, and of no queue.
    await page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('available')
    await page.keyboard.press('Alt+l')
    await alert(supervisor, 'nobodyThere', name).getByRole('button', { name: 'Let them take this queue too: Judith Dembele' }).click({ timeout: 120_000 })
    await page.getByText(`Judith Dembele takes ${name} too from now on.`).waitFor()
    await screenshot(page, 'chat-alert-long-name')
    await page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('lunch')
  }, 180_000)

  it('sees what became of all who came, by hour, day, queue and agent, as a picture and as a table', async () => {
    const { page } = supervisor
    await page.getByRole('button', { name: 'Chat history' }).click()
    await page.getByRole('heading', { name: 'Chat history' }).waitFor()
    await page.getByRole('button', { name: '28 days' }).click()
    const table = page.getByRole('table')
    for (const by of ['Hour', 'Day', 'Queue', 'Agent']) {
      await page.getByRole('button', { name: by, exact: true }).click()
      await page.getByRole('img', { name: new RegExp(`^Chart of chats by ${by}:`) }).waitFor()
      await table.getByRole('columnheader', { name: by, exact: true }).waitFor()
      await expectNoBarriers(page)
      await screenshot(page, `chat-history-${by.toLowerCase()}`)
    }
    await table.getByRole('rowheader', { name: 'Amy Moreno' }).waitFor()
    await page.getByRole('combobox', { name: 'Queue' }).selectOption({ label: 'Español' })
    await expect.poll(() => table.getByRole('rowheader').allInnerTexts()).toEqual(['Amy Moreno'])
  })

  it('keeps a table as a file, and says what is wrong with the days', async () => {
    const { page, running } = supervisor
    const file = path.join(folder, 'history.csv')
    await running.app.evaluate(({ dialog }, filePath) => void (dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })), file)
    await page.getByRole('button', { name: 'Export as CSV' }).click()
    await page.getByText('history.csv is saved.').waitFor()
    const [head, first] = readFileSync(file, 'utf8').split('\r\n')
    expect(head).toMatch(/^\ufeffagent,agentId,came,answered,/)
    expect(first).toMatch(/^Amy Moreno,/)
    await page.getByLabel('From').fill('2020-01-01')
    await page.getByText('From 1 to 92 days, the first before the last.').waitFor()
    await page.getByLabel('To', { exact: true }).fill('2020-01-01')
    await page.getByText('Nobody came in these days.').waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'chat-history-empty')
  })

  it('has the same in Spanish, in the dark, on a small screen and on a large one', async () => {
    const colleague = await openDesk(operator.url, { locale: 'es', dark: true })
    try {
      const { page } = colleague
      await signInAs(page, 'Judith Dembele')
      await page.keyboard.press('Alt+l')
      await page.getByRole('region', { name: 'Colas' }).waitFor()
      for (const [width, height] of sizes) {
        await size(colleague, width, height)
        await screenshot(page, `chat-wall-alerts-es-${width}`)
      }
      await page.getByRole('button', { name: 'Historial de chats' }).click()
      await page.getByRole('button', { name: '28 días' }).click()
      await page.getByRole('button', { name: 'Día', exact: true }).click()
      await page.getByRole('img', { name: /^Gráfico de chats por Día:/ }).waitFor()
      await expectNoBarriers(page)
      for (const [width, height] of sizes) {
        await size(colleague, width, height)
        await screenshot(page, `chat-history-es-${width}`)
      }
    } finally {
      await colleague.close()
    }
  }, 120_000)
})

async function size({ running, page }: Desk, width: number, height: number): Promise<void> {
  await running.app.evaluate(({ BrowserWindow }, [w, h]) => BrowserWindow.getAllWindows()[0]?.setContentSize(w, h), [width, height] as const)
  await expect.poll(() => page.evaluate(() => innerWidth)).toBe(width)
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(width)
}
