/** An agent sends a link, the customer pays with it in a browser of their own, the agent sees it; a bill saved as a file and sent by mail. */
import { readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { openCustomerBrowser } from '../support/customer-browser.ts'
import { openDesk, openFirst, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { startMailServer, type MailServer } from '../support/mail-server.ts'
import { pdfText, squeezed } from '../support/pdf-text.ts'

let mail: MailServer
let operator: DemoOperator
let desk: Desk
let browser: Awaited<ReturnType<typeof openCustomerBrowser>>
beforeAll(async () => {
  mail = await startMailServer()
  // Mail goes to this server; text messages have none and stay in the demo's mailbox.
  process.env['HEADEND_SMTP_URL'] = mail.url
  process.env['HEADEND_MAIL_FROM'] = 'billing@isla.example'
  operator = await startDemoOperator()
  desk = await openDesk(operator.url)
  await signInAs(desk.page, 'Jerome Dacosta')
  browser = await openCustomerBrowser()
}, 120_000)
afterAll(async () => {
  delete process.env['HEADEND_SMTP_URL']
  delete process.env['HEADEND_MAIL_FROM']
  await browser?.close()
  await desk?.close()
  await operator?.stop()
  await mail?.close()
})

async function inBoth(page: Page, name: string): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme: theme })
    await screenshot(page, `${name}-${theme}`)
  }
}
/** The billing tab of somebody. @returns the name. */
async function open(text: string): Promise<string> {
  const name = await openFirst(desk.page, text)
  await desk.page.keyboard.press('Alt+2')
  await desk.page.getByRole('heading', { name: 'Payment methods' }).waitFor()
  return name
}
/** The newest message of the mailbox. */
async function linkInMailbox(): Promise<string> {
  await desk.page.getByRole('button', { name: 'Mailbox' }).click()
  const link = desk.page.getByRole('article').getByText(/\/portal\/#/)
  await link.waitFor()
  return /http\S+\/portal\/#[\w-]+/.exec((await link.textContent()) ?? '')?.[0] ?? ''
}
async function typeCard(number: string): Promise<void> {
  await browser.page.getByRole('heading', { name: /SIMULATOR|SIMULADOR/ }).waitFor()
  await browser.page.getByLabel(/Card number|Número de tarjeta/).fill(number)
  await browser.page.getByLabel(/Expires|Vence/).fill('04/31')
  await browser.page.getByRole('button').click()
}

describe('a pay link', () => {
  it('is sent, opened and paid in a browser, and seen by the agent', async () => {
    const name = await open('rivera yonkers')
    await desk.page.keyboard.press('Alt+p')
    const panel = desk.page.getByRole('region', { name: 'Payment', exact: true })
    await panel.getByLabel('Amount', { exact: true }).fill('23.00')
    const links = panel.getByRole('region', { name: 'Or send a pay link' })
    await links.getByLabel('How it is sent').selectOption({ label: 'By text' })
    await links.getByRole('button', { name: 'Send a link for $23.00' }).click()
    await links.getByText('sent, not opened yet', { exact: false }).waitFor()
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'pay-link-sent')
    const link = await linkInMailbox()
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'mailbox')

    const { page } = browser
    await page.goto(link)
    const pay = page.getByRole('button', { name: /^(Pay|Pagar) \$23\.00$/ })
    await pay.waitFor()
    expect(page.url(), 'the token is not left in the address').not.toContain('#')
    await expectNoBarriers(page)
    await inBoth(page, 'portal-pay')
    await pay.click()
    await typeCard('4242 4242 4242 4242')
    await page.getByText(/(Paid|Pagado): \$23\.00/).waitFor({ timeout: 30_000 })
    await expectNoBarriers(page)
    await screenshot(page, 'portal-paid')
    await page.goBack()
    await page.goto(link)
    await page.getByText(/(Paid|Pagado): \$23\.00/).waitFor()

    await openFirst(desk.page, 'rivera yonkers')
    await desk.page.getByRole('heading', { level: 1, name }).waitFor()
    await desk.page.getByRole('region', { name: 'Payments', exact: true }).getByText('Payment of $23.00', { exact: true }).first().waitFor()
  })

  it('adds a card that the agent can charge', async () => {
    await open('johnson brooklyn')
    const links = desk.page.getByRole('region', { name: 'Add a card by link' })
    await links.getByLabel('How it is sent').selectOption({ label: 'By text' })
    await links.getByRole('button', { name: 'Send the link' }).click()
    await links.getByText('sent, not opened yet', { exact: false }).waitFor()
    await browser.page.goto(await linkInMailbox())
    await browser.page.getByRole('button').click()
    await typeCard('5555 5555 5555 4444')
    await browser.page.getByText(/has been added|se agregó/).waitFor()
    await openFirst(desk.page, 'johnson brooklyn')
    await desk.page.getByRole('region', { name: 'Payment methods' }).getByText('Mastercard ···· 4444', { exact: false }).first().waitFor()
    await links.getByText(/used /).waitFor()
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'method-link-used')
  })
})

describe('a bill', () => {
  it('is saved as a file, where the person says', async () => {
    await open('cohen')
    const file = path.join(tmpdir(), `headend-bill-${process.pid}.pdf`)
    await desk.running.app.evaluate(({ dialog }, filePath) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath })
    }, file)
    const total = await desk.page.locator('article[data-bill] .sum').first().textContent()
    await verifyCaller(desk.page)
    await desk.page.getByRole('button', { name: 'Save as PDF' }).click()
    await desk.page.getByText(/^Saved as headend-bill-/).waitFor()
    const pdf = readFileSync(file)
    rmSync(file)
    expect(pdfText(pdf)).toContain(squeezed(total ?? 'no total'))
    await expectNoBarriers(desk.page)
    await inBoth(desk.page, 'bill-saved')
  })

  it('goes by mail to the address of record, and stands in the timeline', async () => {
    await open('murphy')
    await desk.page.getByRole('button', { name: 'E-mail it' }).click()
    await desk.page.getByText(/^On its way to /).waitFor()
    await expect.poll(() => mail.received.length).toBeGreaterThan(0)
    expect(mail.received.at(-1)?.raw).toContain('application/pdf')
    await desk.page.keyboard.press('Alt+1')
    await desk.page.getByText('Bill sent').first().waitFor()
    await screenshot(desk.page, 'bill-mailed-timeline')
  })
})
