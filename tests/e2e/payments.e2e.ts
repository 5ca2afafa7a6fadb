/** Paying in the real window: declined and then paid, a lost answer, a refund, a check that is taken back, autopay, a promise. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { expectNoBarriers } from '../support/accessibility.ts'
import { screenshot } from '../support/app.ts'
import { find, openDesk, openFirst, signInAs, startDemoOperator, verifyCaller, type DemoOperator, type Desk } from '../support/demo-operator.ts'
import { startSilentLine, type SilentLine } from '../support/silent-line.ts'

let operator: DemoOperator
let line: SilentLine
let desk: Desk
beforeAll(async () => {
  operator = await startDemoOperator()
  line = await startSilentLine(operator.url)
  // May refund and reverse as well.
  desk = await openDesk(line.url)
  await signInAs(desk.page, 'Jerome Dacosta')
}, 120_000)
// A test that fails leaves the line well for the next.
afterEach(() => line.lose(null))
afterAll(async () => {
  await desk?.close()
  await line?.close()
  await operator?.stop()
})

const panelOf = ({ page }: Desk) => page.getByRole('region', { name: 'Payment', exact: true })
const paymentsOf = ({ page }: Desk) => page.getByRole('region', { name: 'Payments', exact: true })

/** Each test has a customer of its own. */
async function open(name: string, at = desk): Promise<void> {
  await openFirst(at.page, name)
  await at.page.keyboard.press('Alt+2')
  await at.page.getByRole('heading', { name: /^(Payment methods|Métodos de pago)$/ }).waitFor()
}
/** One of those who are found by these names, one after the other: who owes something now, and is drafted soon, goes by the day. */
async function openOneWho(names: readonly string[], shows: string, where = 'body'): Promise<void> {
  for (const name of names) {
    await find(desk.page, name)
    const count = await desk.page.getByRole('option').count()
    for (let index = 0; index < count; index += 1) {
      await find(desk.page, name)
      await desk.page.getByRole('option').nth(index).click()
      await desk.page.locator('[data-account][data-complete="true"]').waitFor()
      await desk.page.keyboard.press('Alt+2')
      await desk.page.getByRole('heading', { name: 'Payment methods' }).waitFor()
      // Whatever is asked about autopay is settled by the time its card says so.
      await desk.page.locator('[data-autopay="false"], [data-autopay="true"] .next').waitFor()
      if ((await desk.page.getByRole('button', { name: shows }).count()) && (await desk.page.locator(where).count())) return
    }
  }
  expect.fail(`nobody with ${shows} at ${where}`)
}
async function openPanel(amount: string): Promise<ReturnType<typeof panelOf>> {
  await desk.page.keyboard.press('Alt+p')
  const panel = panelOf(desk)
  await panel.getByLabel('Amount', { exact: true }).fill(amount)
  return panel
}
const closePanel = (panel: ReturnType<typeof panelOf>) => panel.getByRole('button', { name: 'Close', exact: true }).last().click()

async function inDarkAndLight(work: (theme: 'light' | 'dark') => Promise<void>, at = desk): Promise<void> {
  for (const theme of ['dark', 'light'] as const) {
    await at.page.emulateMedia({ colorScheme: theme })
    await work(theme)
  }
}

describe('a payment', () => {
  it('is declined with a reason and what to do, and paid at the second try; then a part of it is given back', async () => {
    await open('rivera yonkers')
    await verifyCaller(desk.page)
    let panel = await openPanel('30.51')
    await panel.getByText('Demonstration: no money moves.', { exact: false }).waitFor()
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `payment-typed-${theme}`).then(() => undefined))
    await panel.getByRole('button', { name: 'Charge $30.51' }).click()
    await panel.locator('[data-payment="declined"]').waitFor()
    await panel.getByText('not enough money', { exact: false }).waitFor()
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `payment-declined-${theme}`).then(() => undefined))
    await panel.getByRole('button', { name: 'Try again' }).click()
    panel = panelOf(desk)
    await panel.getByLabel('Amount', { exact: true }).fill('31.00')
    await panel.getByRole('button', { name: 'Charge $31.00' }).click()
    await panel.locator('[data-payment="done"]').waitFor()
    await screenshot(desk.page, 'payment-done')
    await closePanel(panel)

    const list = paymentsOf(desk)
    await list.getByRole('button', { name: 'Refund: Payment of $31.00' }).click()
    await list.getByLabel('Amount to give back').fill('40')
    await list.getByText('At most $31.00 is left of it.').waitFor()
    await list.getByLabel('Amount to give back').fill('11.00')
    await list.getByRole('button', { name: 'Give back $11.00' }).click()
    await list.getByText('Say why in a few words.').waitFor()
    await list.getByLabel('Why is it given back?').fill('Charged for a box that came back.')
    await inDarkAndLight((theme) => screenshot(desk.page, `payment-refund-typed-${theme}`).then(() => undefined))
    await list.getByRole('button', { name: 'Give back $11.00' }).click()
    await list.getByRole('button', { name: /^Refund of \$11\.00 of .*: done$/ }).waitFor()
    await list.getByText('Charged for a box that came back.').waitFor()
    await expectNoBarriers(desk.page)
    await screenshot(desk.page, 'payment-refunded')
    await list.getByRole('button', { name: 'Refund: Payment of $31.00' }).click()
    expect(await list.getByLabel('Amount to give back').inputValue()).toBe('20.00')
    expect(await list.getByLabel('Why is it given back?').inputValue()).toBe('')
    await list.getByRole('button', { name: 'Leave it' }).click()
  })

  it('whose answer is lost is not shown as paid, and clears up by itself', async () => {
    await open('johnson brooklyn')
    await verifyCaller(desk.page)
    const panel = await openPanel('12.53')
    await panel.getByRole('button', { name: 'Charge $12.53' }).click()
    await panel.locator('[data-payment="unknown"]').waitFor()
    await panel.getByText('Do not take it again.', { exact: false }).waitFor()
    expect(await panel.getByText('is paid', { exact: false }).count()).toBe(0)
    await screenshot(desk.page, 'payment-unknown')
    await panel.locator('[data-payment="done"]').waitFor({ timeout: 30_000 })
    await closePanel(panel)
    expect(await paymentsOf(desk).getByText('Payment of $12.53', { exact: true }).count()).toBe(1)
  })

  it('that the bank has returned comes off the account, and is not given back any more', async () => {
    await open('smith brooklyn')
    await verifyCaller(desk.page)
    const panel = await openPanel('14.00')
    await panel.getByRole('button', { name: 'Charge $14.00' }).click()
    await panel.locator('[data-payment="done"]').waitFor()
    await closePanel(panel)
    const list = paymentsOf(desk)
    await list.getByRole('button', { name: 'Note a bank return: Payment of $14.00' }).click()
    await list.getByLabel('What does the bank say?').fill('R01, not enough money on the account')
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `payment-returned-typed-${theme}`).then(() => undefined))
    await list.getByRole('button', { name: 'Take it off the account' }).click()
    await list.getByText(/^returned by the bank; noted by Jerome Dacosta/).waitFor()
    await screenshot(desk.page, 'payment-returned')
    for (const name of ['Refund: Payment of $14.00', 'Note a bank return: Payment of $14.00']) expect(await list.getByRole('button', { name }).count()).toBe(0)
  })

  it('that the backend has not answered is locked and not taken anew; when the line is well again, it is there once', async () => {
    await open('cohen')
    line.lose({ paths: /\/commands\/record-payment/, part: 'request' })
    const panel = await openPanel('17.00')
    await panel.getByLabel('Check or cash').check()
    await panel.getByLabel('Number of the check').fill('5551')
    await panel.getByRole('button', { name: 'Record $17.00' }).click()
    await panel.getByText('It was sent to the server, and no answer has come yet.', { exact: false }).waitFor({ timeout: 30_000 })
    expect(await panel.getByRole('button', { name: 'Record $17.00' }).isDisabled()).toBe(true)
    await expectNoBarriers(desk.page)
    await screenshot(desk.page, 'payment-unanswered')
    line.lose(null)
    await panel.getByText('$17.00 is recorded: Check.').waitFor({ timeout: 60_000 })
    expect(line.lost()).toBeGreaterThan(0)
    await closePanel(panel)
    expect(await paymentsOf(desk).getByText('Payment of $17.00', { exact: true }).count()).toBe(1)
  })

  it('whose row comes by the feed while the answer is lost is told as it is', async () => {
    await open('murphy')
    line.lose({ paths: /\/commands\/record-payment/, part: 'answer' })
    const panel = await openPanel('18.00')
    await panel.getByLabel('Check or cash').check()
    await panel.getByLabel('Number of the check').fill('5552')
    await panel.getByRole('button', { name: 'Record $18.00' }).click()
    await panel.getByText('$18.00 is recorded: Check.').waitFor({ timeout: 30_000 })
    line.lose(null)
    await desk.page.getByRole('button', { name: /^Unsent work ?0$/ }).waitFor({ timeout: 60_000 })
    await closePanel(panel)
    expect(await paymentsOf(desk).getByText('Payment of $18.00', { exact: true }).count()).toBe(1)
  })
})

describe('what is owed', () => {
  it('is not paid again by an agent who had looked before somebody paid: the panel waits until the new figure is seen', async () => {
    const agent = await openDesk(line.url)
    try {
      await signInAs(agent.page, 'Amy Moreno')
      await open('sullivan glen cove', agent)
      await verifyCaller(agent.page)
      await agent.page.keyboard.press('Alt+p')
      const panel = panelOf(agent)
      await panel.getByText(/^Owed in all now: /).waitFor()
      // Agents record no checks, and are told who does.
      await panel.getByText('Checks and cash are recorded by those who have the right to', { exact: false }).waitFor()
      expect(await panel.getByLabel('Check or cash').count()).toBe(0)
      await panel.getByLabel('Amount', { exact: true }).fill('20.00')

      await open('sullivan glen cove')
      const own = await openPanel('9.00')
      await own.getByLabel('Check or cash').check()
      await own.getByLabel('Number of the check').fill('5553')
      await own.getByRole('button', { name: 'Record $9.00' }).click()
      await own.getByText('$9.00 is recorded: Check.').waitFor()
      await closePanel(own)

      await panel.getByText('What is owed has changed', { exact: false }).waitFor()
      expect(await panel.getByRole('button', { name: 'Charge $20.00' }).isDisabled()).toBe(true)
      await expectNoBarriers(agent.page)
      await inDarkAndLight((theme) => screenshot(agent.page, `payment-owed-changed-${theme}`).then(() => undefined), agent)
      await panel.getByRole('button', { name: 'I have seen it' }).click()
      await agent.page.keyboard.press('Enter')
      await panel.locator('[data-payment="done"]').waitFor()
      await panel.getByText('$20.00 from', { exact: false }).waitFor()
    } finally {
      await agent.close()
    }
  })
})

describe('a check', () => {
  it('is recorded at once, once under its number, and taken back when it bounces', async () => {
    await open('garcia bronx')
    let panel = await openPanel('25.00')
    await panel.getByLabel('Check or cash').check()
    await panel.getByLabel('Number of the check').fill('4111 1111 1111 1111')
    await panel.getByRole('button', { name: 'Record $25.00' }).click()
    await panel.getByText('This looks like a card number.', { exact: false }).waitFor()
    await panel.getByLabel('Number of the check').fill('1042')
    await panel.getByRole('button', { name: 'Record $25.00' }).click()
    await panel.getByText('$25.00 is recorded: Check.').waitFor()
    await panel.getByRole('button', { name: 'Another payment' }).click()
    panel = panelOf(desk)
    await panel.getByLabel('Check or cash').check()
    await panel.getByLabel('Number of the check').fill('01042')
    await panel.getByLabel('Amount', { exact: true }).fill('25.00')
    await panel.getByRole('button', { name: 'Record $25.00' }).click()
    await panel.getByText('Recorded before: $25.00', { exact: false }).waitFor()
    await screenshot(desk.page, 'payment-check-twice')
    await panel.getByRole('button', { name: 'Discard' }).click()

    const list = paymentsOf(desk)
    await list.getByRole('button', { name: 'Take back: Payment of $25.00' }).first().click()
    await list.getByLabel('Why had it not come?').fill('The check bounced.')
    await list.getByRole('button', { name: 'Take it back' }).click()
    await list.getByText(/^taken back by Jerome Dacosta/).waitFor()
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `payment-reversed-${theme}`).then(() => undefined))
  })
})

describe('how an account pays', () => {
  it('is turned on and off with the next draft in sight, and the timeline tells it', async () => {
    await open('chen queens')
    await verifyCaller(desk.page)
    const card = desk.page.getByRole('region', { name: 'Autopay', exact: true })
    const was = await card.getAttribute('data-autopay')
    if (was === 'true') {
      await card.getByRole('button', { name: 'Turn off' }).click()
      await card.getByText('Off', { exact: true }).waitFor()
    }
    await card.getByRole('button', { name: 'Turn on' }).click()
    await card.getByRole('button', { name: 'Draft from it' }).click()
    await card.getByText(/^On, from /).waitFor()
    await card.getByText(/^\$[\d,.]+ on /).waitFor()
    await expectNoBarriers(desk.page)
    await screenshot(desk.page, 'autopay-on')
    await card.getByRole('button', { name: 'Turn off' }).click()
    await card.getByText('Off', { exact: true }).waitFor()
    await desk.page.keyboard.press('Alt+1')
    await desk.page.getByText('Autopay changed').first().waitFor()
  })

  it('says before a promise is noted that it holds the draft of its bill, and holds it', async () => {
    await openOneWho(['garcia', 'martinez', 'johnson', 'williams', 'lee'], 'Note a promise', '[data-autopay="true"]:has-text("of the bill of")')
    const drafted = await desk.page.getByText(/of the bill of /).innerText()
    const card = desk.page.getByRole('region', { name: 'Promise to pay', exact: true })
    await card.getByRole('button', { name: 'Note a promise' }).click()
    const bill = card.getByLabel('Bill', { exact: true })
    const ofBill = (await bill.getByRole('option').allInnerTexts()).findIndex((text) => text.includes(drafted.replace(/^of the bill of ([^·]+).*$/, '$1').trim()))
    await bill.selectOption({ index: ofBill })
    // The last day that is allowed, by the operator's calendar: after midnight here it may still be yesterday there.
    const until = (await card.getByLabel('Until and including').getAttribute('max')) ?? ''
    await card.getByLabel('Until and including').fill(until)
    await card.getByText(/^Autopay would draft \$[\d,.]+ on .+\. It waits for this promise, and drafts on .+ what is left then\.$/).waitFor()
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `promise-autopay-${theme}`).then(() => undefined))
    await card.getByRole('button', { name: 'Note it' }).click()
    await card.getByText('open', { exact: true }).waitFor()
    const day = new Intl.DateTimeFormat('en-US', { dateStyle: 'medium', timeZone: 'UTC' }).format(Date.parse(`${until}T00:00:00Z`))
    await desk.page.getByRole('region', { name: 'Autopay', exact: true }).getByText(new RegExp(`^\\$[\\d,.]+ on ${day}$`)).waitFor()
  })

  it('keeps a promise for a bill, and says so on the right', async () => {
    await openOneWho(['brown'], 'Note a promise')
    const card = desk.page.getByRole('region', { name: 'Promise to pay', exact: true })
    await card.getByRole('button', { name: 'Note a promise' }).click()
    await screenshot(desk.page, 'promise-typed')
    await card.getByRole('button', { name: 'Note it' }).click()
    await card.getByText('open', { exact: true }).waitFor()
    await desk.page.getByRole('region', { name: 'Next', exact: true }).getByText(/^Promise: /).waitFor()
    await expectNoBarriers(desk.page)
    await inDarkAndLight((theme) => screenshot(desk.page, `promise-${theme}`).then(() => undefined))
  })
})

describe('in Spanish, on a small screen', () => {
  it('nothing is cut off', async () => {
    const small = await openDesk(line.url, { locale: 'es-ES' })
    try {
      await small.running.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.setContentSize(1366, 768))
      await signInAs(small.page, 'Jerome Dacosta')
      await open('cohen', small)
      await expectNoBarriers(small.page)
      await screenshot(small.page, 'billing-es')
      await small.page.getByRole('heading', { name: 'Métodos de pago' }).scrollIntoViewIfNeeded()
      await screenshot(small.page, 'billing-methods-es')
      await small.page.keyboard.press('Alt+p')
      await small.page.getByRole('region', { name: 'Pago', exact: true }).getByText('Demostración: no se mueve dinero.', { exact: false }).waitFor()
      await expectNoBarriers(small.page)
      await screenshot(small.page, 'payment-es')
      expect(await small.page.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth)).toBe(true)
    } finally {
      await small.close()
    }
  })
})
