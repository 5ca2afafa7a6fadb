/** Pictures and documents in a chat: a customer's page in a real browser on one side, the real window on the other. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { openDesk, signInAs, startDemoOperator, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { makePdf, makePng } from '../support/pictures.ts'

/** The first of the demo, the same with every seed. */
const ACCOUNT = '07810-449-2210-7'
let operator: DemoOperator
let agent: Desk
let browser: Awaited<ReturnType<typeof openCustomerBrowser>>
let folder: string
/** Colours that can be told apart when it is looked at. */
const modem = makePng({ width: 320, height: 200 }, { pixel: (x, y) => (y > 80 && y < 120 && x % 40 < 20 ? [40, 200, 90] : [30 + Math.floor(x / 4), 40, 60 + Math.floor(y / 2)]) })
const log = (page: Page) => page.getByRole('log')
const thread = ({ page }: Desk) => page.locator('[data-chat]')
const overflow = (page: Page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
/** Where the agent's dialogs lead. */
const answerDialogs = (open: string, save: string) =>
  agent.running.app.evaluate(({ dialog }, { filePath, chosen }) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] })
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
  }, { filePath: save, chosen: open })

beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'headend-chat-files-'))
  operator = await startDemoOperator()
  agent = await openDesk(operator.url)
  await signInAs(agent.page, 'Amy Moreno')
  await agent.page.getByRole('combobox', { name: 'Whether you take chats' }).selectOption('available')
  await agent.page.getByTitle(/^Takes chats · /).waitFor()
  browser = await openCustomerBrowser()
  const { page } = browser
  await page.setViewportSize({ width: 420, height: 860 })
  await page.goto(`${operator.url}/portal/chat`)
  await page.evaluate(() => sessionStorage.setItem('language', 'en'))
  await page.reload()
  await page.getByRole('radio', { name: 'Internet' }).check()
  await page.getByLabel('Your name').fill('Ana Rivera')
  await page.getByRole('button', { name: 'Start the chat' }).click()
  await page.getByText('You are next in line', { exact: false }).waitFor()
}, 180_000)
afterAll(async () => {
  await browser?.close()
  await agent?.close()
  await operator?.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a customer', () => {
  it('sends a picture while waiting, sees it small and large, and is told what cannot be sent', async () => {
    const { page } = browser
    await page.locator('input[type=file]').setInputFiles({ name: 'my modem.png', mimeType: 'image/png', buffer: modem })
    const picture = log(page).getByRole('img', { name: 'Picture: my modem.png' })
    await picture.waitFor()
    await expect.poll(() => picture.evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
    await log(page).getByText('Sent', { exact: true }).waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'innocent.png', mimeType: 'image/png', buffer: Buffer.from('<!doctype html><script>alert(1)</script>') })
    await page.getByRole('alert').getByText('This is not a picture or a PDF.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-files-page')
    expect(await overflow(page)).toBe(0)
    await page.getByRole('button', { name: 'Remove innocent.png' }).press('Enter')
    expect(await page.getByLabel('Your message').evaluate((field) => field === document.activeElement)).toBe(true)
    await log(page).getByRole('button', { name: 'Picture: my modem.png' }).click()
    await page.getByRole('dialog', { name: 'Picture: my modem.png' }).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'chat-files-page-large')
    await page.keyboard.press('Escape')
    await expect.poll(() => page.getByRole('dialog').count()).toBe(0)
  })

  it('pastes one and drops one, and can call one back that is on its way', async () => {
    const { page } = browser
    const put = (event: 'paste' | 'drop', name: string, bytes: Buffer) => page.evaluate(({ event: kind, name: called, base64 }) => {
      const holder = new DataTransfer()
      holder.items.add(new File([Uint8Array.from(atob(base64), (sign) => sign.charCodeAt(0))], called))
      const field = document.querySelector('textarea')!
      field.dispatchEvent(kind === 'paste' ? new ClipboardEvent('paste', { clipboardData: holder, bubbles: true, cancelable: true }) : new DragEvent('drop', { dataTransfer: holder, bubbles: true, cancelable: true }))
    }, { event, name, base64: bytes.toString('base64') })
    await put('paste', 'pasted.png', modem)
    await log(page).getByRole('img', { name: 'Picture: pasted.png' }).waitFor()
    await put('drop', 'bill.pdf', makePdf())
    await log(page).getByRole('button', { name: /^Save bill\.pdf/ }).waitFor()
    // Held on its way: nothing of it has come when it is called back.
    await page.route('**/portal/chat/upload', () => undefined)
    await put('drop', 'second thoughts.png', modem)
    await page.getByRole('progressbar', { name: 'second thoughts.png is on its way' }).waitFor()
    await page.getByRole('button', { name: 'Cancel second thoughts.png' }).click()
    await expect.poll(() => page.getByRole('progressbar').count()).toBe(0)
    await page.unroute('**/portal/chat/upload')
    expect(await log(page).getByText('second thoughts.png').count()).toBe(0)
  })
})

describe('an agent', () => {
  it('sees the picture small and large, redrawn by the window, and saves both where they say', async () => {
    const { page } = agent
    await page.getByRole('region', { name: 'A chat for you' }).waitFor()
    await page.keyboard.press('F8')
    await thread(agent).waitFor()
    const small = thread(agent).getByRole('button', { name: 'Picture: my modem.png' })
    await small.locator('img').waitFor()
    await expect.poll(() => small.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
    expect(await small.locator('img').getAttribute('src')).toMatch(/^blob:app:\/\/headend\//)
    await expectNoBarriers(page)
    await inBoth(page, 'chat-files-desk')
    await small.click()
    await page.getByRole('dialog', { name: 'Picture: my modem.png' }).getByRole('img').waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-files-desk-large')
    await page.getByRole('button', { name: 'Pixel by pixel' }).click()
    await page.keyboard.press('Escape')
    await expect.poll(() => small.evaluate((button) => button === document.activeElement)).toBe(true)
    for (const [index, name] of ['saved.png', 'saved.png', 'saved.pdf'].entries()) {
      await answerDialogs('', path.join(folder, name))
      await thread(agent).getByRole('button', { name: 'Save as…' }).nth(index).click()
      await thread(agent).getByText(`Saved as ${name}.`).first().waitFor()
    }
    expect((await readFile(path.join(folder, 'saved.png'))).equals(modem)).toBe(true)
    expect((await readFile(path.join(folder, 'saved.pdf'))).equals(makePdf())).toBe(true)
    expect((await readdir(folder)).sort(), 'nothing half written is left').toEqual(['saved.pdf', 'saved.png'])
  })

  it('sends a document that can be taken back until it leaves, and nothing that is none', async () => {
    const { page } = agent
    await writeFile(path.join(folder, 'how to.pdf'), makePdf())
    await writeFile(path.join(folder, 'trick.png'), '<svg xmlns="http://www.w3.org/2000/svg"/>')
    await answerDialogs(path.join(folder, 'trick.png'), '')
    await page.keyboard.press('Alt+i')
    await thread(agent).getByText('This is not a picture or a PDF.', { exact: false }).waitFor()
    await screenshot(page, 'chat-files-desk-refused')
    await thread(agent).getByRole('button', { name: 'Remove' }).click()
    await answerDialogs(path.join(folder, 'how to.pdf'), '')
    await thread(agent).getByRole('button', { name: /^File/ }).click()
    await thread(agent).getByText(/^Leaves in \d+ s$/).waitFor()
    await expectNoBarriers(page)
    await screenshot(page, 'chat-files-desk-outgoing')
    await page.keyboard.press('Alt+z')
    await expect.poll(() => thread(agent).getByText(/^Leaves in/).count()).toBe(0)
    expect(await page.getByRole('textbox', { name: /^Message to/ }).inputValue(), 'its facts are no words of the agent').toBe('')
    await thread(agent).getByRole('button', { name: /^File/ }).click()
    await thread(agent).getByRole('button', { name: 'Send now' }).click()
    await log(browser.page).getByRole('button', { name: /^Save how to\.pdf/ }).waitFor()
    expect(await log(browser.page).getByRole('button', { name: /^Save how to\.pdf/ }).count(), 'the one that was taken back never came').toBe(1)
    // For colleagues alone: no file of the agent's goes to the customer by a slip.
    await page.keyboard.press('Alt+w')
    expect(await thread(agent).getByRole('button', { name: /^File/ }).isDisabled()).toBe(true)
    await page.keyboard.press('Alt+w')
  })

  it('and the customer have it in Spanish as well', async () => {
    const { page } = browser
    await page.getByRole('button', { name: 'Español' }).click()
    await log(page).getByRole('img', { name: 'Imagen: my modem.png' }).waitFor()
    await page.locator('input[type=file]').setInputFiles({ name: 'foto.heic', mimeType: 'image/heic', buffer: Buffer.from('\0\0\0\x18ftypheic') })
    await page.getByRole('alert').getByText('Esto no es una imagen ni un PDF.', { exact: false }).waitFor()
    await expectNoBarriers(page)
    await inBoth(page, 'chat-files-page-es')
    await page.setViewportSize({ width: 1366, height: 768 })
    await screenshot(page, 'chat-files-page-es-wide')
  })

  it('are still there for whoever reads the account, once the chat is over', async () => {
    const { page } = agent
    const beside = page.getByRole('complementary', { name: 'Whose account' })
    await beside.getByRole('searchbox').fill(ACCOUNT)
    await beside.getByRole('button', { name: 'This is theirs' }).first().click()
    await beside.getByRole('heading', { name: 'Ana Rivera' }).waitFor()
    await thread(agent).getByRole('button', { name: 'End chat' }).click()
    const wrap = page.getByRole('form', { name: 'What did it come to?' })
    await wrap.getByRole('textbox').fill('Looked at their modem')
    await wrap.getByRole('button', { name: 'Done' }).click()
    await thread(agent).waitFor({ state: 'detached' })
    await page.getByRole('combobox', { name: /^Search/ }).fill(ACCOUNT)
    await page.locator(`[data-results-for="${ACCOUNT}"]`).getByRole('option').first().waitFor()
    await page.keyboard.press('Enter')
    await page.getByText('Looked at their modem').waitFor()
    await page.getByRole('button', { name: 'Read the chat' }).first().click()
    const panel = page.getByRole('region', { name: 'What was said in the chat' })
    const small = panel.getByRole('button', { name: 'Picture: my modem.png' })
    await expect.poll(() => small.locator('img').evaluate((image) => (image as HTMLImageElement).naturalWidth)).toBe(320)
    await expectNoBarriers(page)
    await inBoth(page, 'chat-files-over')
    await answerDialogs('', path.join(folder, 'later.png'))
    await panel.getByRole('button', { name: 'Save as…' }).first().click()
    await panel.getByText('Saved as later.png.').waitFor()
    expect((await readFile(path.join(folder, 'later.png'))).equals(modem)).toBe(true)
  })
})
