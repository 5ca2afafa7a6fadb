/** A bill as a document: what stands on the paper is the bill to the cent, in the customer's language, on as many pages as it takes. */
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { formatMoney, money, sum } from '../../../shared/kernel/money.ts'
import type { BillLine } from '../../../shared/features/billing/bill-document.schema.ts'
import { demoCatalog } from '../../../electron/backend/demo/catalog.ts'
import { townRates } from '../../../electron/backend/demo/taxes.ts'
import { demoTopUpOffers } from '../../../electron/backend/demo/usage.ts'
import { insertOfferings } from '../../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { billPage } from '../../../electron/backend/features/billing/bill-pdf/bill-page.ts'
import { renderPdf } from '../../../electron/backend/features/billing/bill-pdf/render-pdf.ts'
import { smtpMail } from '../../../electron/backend/messages/smtp-mail.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { startMailServer, type MailServer } from '../../support/mail-server.ts'
import { pdfPages, pdfText, squeezed } from '../../support/pdf-text.ts'
import { makeRow } from '../../support/rows.ts'
import { issueBill, openAccount } from '../../support/simple-billing.ts'
import { NOW, openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

const groups = ['service', 'oneTime', 'usage', 'taxFee', 'credit'] as const
const line = (index: number, amount: number): BillLine => ({
  id: newId(), group: groups[index % groups.length] ?? 'service', code: 'recurring', name: `Line ${index}`, detail: index % 3 === 0 ? `detail ${index}` : null, productId: null,
  adjustmentId: null, periodStart: '2026-11-02', periodEnd: '2026-12-01', amount,
})
const printed = (lines: BillLine[], more: Partial<Parameters<typeof billPage>[0]> = {}): Parameters<typeof billPage>[0] => {
  const { amount } = sum(lines.map((one) => money(one.amount)))
  const bill = makeRow('customerBill', { billNumber: 'B-2026-11', amount, remaining: amount })
  return {
    operatorName: 'Isla Cable', accountNumber: '07810-449-2210-7', customerName: 'Ana Rivera', address: ['14 Maple St', 'Apt 3B', 'Yonkers, NY 10701'], bill, lines,
    account: { pastDue: 0 }, draft: null, today: '2026-11-23', language: 'en', spanishNames: new Map(), ...more,
  }
}
const print = (of: Parameters<typeof billPage>[0]) => renderPdf(billPage(of))

describe('a bill on paper', () => {
  it('says every line, every sum and the total as the bill has them', async () => {
    const lines = [line(0, 6_000), line(1, 999), line(3, 487), line(4, -2_000), line(5, 1_250)]
    const text = pdfText(await print(printed(lines, { account: { pastDue: 4_211 }, draft: { on: '2026-11-24', expired: false } })))
    for (const { name, amount } of lines) expect(text).toMatch(new RegExp(`${squeezed(name)}.*${formatMoney(money(amount), 'en-US').replace(/[$.]/g, '\\$&')}`))
    for (const wanted of ['Isla Cable', 'Ana Rivera', 'Yonkers, NY 10701', '07810-449-2210-7', 'B-2026-11', '$67.36', '$72.50', '-$20.00', '$42.11', 'Nov 24, 2026', 'Past due on the account on Nov 23, 2026', 'You pay by autopay on Nov 24, 2026: nothing'])
      expect(text).toContain(squeezed(wanted))
  })

  it('does not say that nothing needs to be done where the card is no longer valid on the day of the draft', async () => {
    const of = (language: 'en' | 'es') => print(printed([line(0, 100)], { draft: { on: '2026-12-01', expired: true }, language }))
    const [en, es] = [pdfText(await of('en')), pdfText(await of('es'))]
    expect(en).toContain(squeezed('Autopay is on, but the stored card is no longer valid on Dec 1, 2026. Please give us another card, or pay this bill yourself.'))
    expect(en).not.toContain(squeezed('nothing needs to be done'))
    expect(es).toContain(squeezed('Dénos otra tarjeta o pague usted esta factura.'))
  })

  it('of 300 lines goes over pages, with its heading on each and no line lost or twice', async () => {
    const lines = Array.from({ length: 300 }, (_, index) => line(index, ((index * 7_919) % 20_000) - 4_000))
    const pages = pdfPages(await print(printed(lines)))
    expect(pages.length).toBeGreaterThan(5)
    pages.forEach((texts, index) => {
      expect(squeezed(texts.join(''))).toContain('WhatforPeriodAmount')
      expect(squeezed(texts.join(''))).toContain(`Page${index + 1}of${pages.length}`)
    })
    const text = squeezed(pages.flat().join(''))
    for (const { name } of lines) expect(text.split(`${squeezed(name)}${'·detail'}`).length + text.split(`${squeezed(name)}Nov`).length, name).toBe(3)
    const shown = (text.match(/-?\$\d{1,3}(,\d{3})*\.\d\d/g) ?? []).map((amount) => Number(amount.replace(/[$,.]/g, '')))
    const total = sum(lines.map(({ amount }) => money(amount))).amount
    // Each line once in its place and once in its group's sum; the total thrice.
    expect(shown.reduce((all, cents) => all + cents, 0)).toBe(total * 2 + total * 3)
  })

  it('is in Spanish for who reads it', async () => {
    const text = pdfText(await print(printed([line(0, 123_456)], { language: 'es' })))
    for (const wanted of ['Factura', 'Vence el', 'Concepto', 'Servicios', 'Total de esta factura', '$1,234.56', 'Página 1 de 1']) expect(text).toContain(squeezed(wanted))
  })

  it('calls in Spanish what the operator does, and leaves the rest as it is', async () => {
    const lines = [{ ...line(0, 100), name: 'Fiber 500', detail: 'Fiber' }, { ...line(5, 100), name: 'Something Old', detail: null }]
    const spanishNames = new Map([['Fiber 500', 'Fibra 500'], ['Fiber', 'Fibra']])
    const text = pdfText(await print(printed(lines, { language: 'es', spanishNames })))
    for (const wanted of ['Fibra 500 · Fibra', 'Something Old']) expect(text).toContain(squeezed(wanted))
    expect(pdfText(await print(printed(lines)))).toContain(squeezed('Fiber 500 · Fiber'))
  })

  it.each(['Łukasz Żółć', 'Зоя Ковальчук', 'Nguyễn Thị Ánh', 'Ζωή Παπαδοπούλου', 'Ana "{{x}}" <b>O’Neil</b>'])('writes the name %s as it is', async (customerName) =>
    expect(pdfText(await print(printed([line(0, 100)], { customerName })))).toContain(squeezed(customerName)))

  it('is the same file whenever it is printed', async () => {
    const of = printed([line(0, 100)])
    expect((await print(of)).equals(await print(of))).toBe(true)
  })
})

describe.each(storeKinds)('a bill as a document on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let mail: MailServer
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    mail = await startMailServer()
    backend = await startTestBackend({ store, clock, operatorName: 'Isla Cable', channels: { email: smtpMail({ url: mail.url, from: 'billing@isla.example' }) } })
    client = verifyingEachCaller(store, (await signInAs(store, backend.url, 'agent', clock)).client)
  })
  afterAll(async () => {
    await backend.close()
    await mail.close()
    await store.close()
  })
  const open = async (email?: string) => {
    const account = await openAccount(store)
    if (email) await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId: account.customerId, mediumType: 'email', use: 'home', value: email })]))
    const { billId, amount } = await issueBill(store, account, { clock, today: TODAY }, { service: 6_000, tax: 533 })
    return { account, bill: { customerId: account.customerId, billId }, amount }
  }

  it('is printed for a caller who is known, and the look is in the audit', async () => {
    const { bill, account } = await open()
    const { filename, content } = await client.billing.billPdf(bill)
    expect(filename).toMatch(/^bill-07810-\d+-2024-\d\d-\d\d\.pdf$/)
    expect(pdfText(Buffer.from(content, 'base64'))).toContain('$65.33')
    const audit = await store.db.selectFrom('auditEntry').select(['action', 'detail']).where('customerId', '=', account.customerId).where('action', 'like', 'billing.%').execute()
    expect(audit).toMatchObject([{ action: 'billing.billPdf', detail: { billId: bill.billId } }])
  })

  it('of a customer who reads Spanish calls services, fees, taxes and more data in Spanish; agents are told the same names', async () => {
    await store.db.transaction().execute(async (trx) => {
      await insertOfferings(trx, demoCatalog(TODAY))
      await trx.insertInto('taxRate').values([...townRates('Yonkers')]).execute()
      await trx.insertInto('usageTopUpOffer').values(demoTopUpOffers).execute()
    })
    const english = ['Fiber 500', 'Phone Activation', 'Early Termination Fee', 'NY Sales Tax', 'Extra Data 50 GB', 'Equipment not returned']
    const { bill, account } = await open()
    const lines = english.map((name, index) => ({ ...line(index, 100), name, detail: null }))
    await store.pool.query('update bill_document set lines = $1 where bill_id = $2', [JSON.stringify(lines), bill.billId])
    await store.db.updateTable('customer').set({ language: 'es' }).where('id', '=', account.customerId).execute()
    const text = pdfText(Buffer.from((await client.billing.billPdf(bill)).content, 'base64'))
    const names = new Map((await client.billing.lineNames()).names.map((each) => [each.english, each.spanish]))
    for (const name of english) {
      expect(names.get(name), name).toBeTruthy()
      expect(text, name).toContain(squeezed(names.get(name) ?? ''))
    }
    expect(names.get('Fiber 500')).toBe('Fibra 500')
    for (const part of ['Early Termination', 'Phone Activation', 'Sales Tax']) expect(text).not.toContain(squeezed(part))
  })

  it('is not printed for another customer, nor without its lines', async () => {
    const [mine, other] = [await open(), await open()]
    await expect(client.billing.billPdf({ ...mine.bill, customerId: other.account.customerId })).rejects.toMatchObject({ code: 'notFound', data: { what: 'bill' } })
    await store.db.deleteFrom('billDocument').where('billId', '=', mine.bill.billId).execute()
    await expect(client.billing.billPdf(mine.bill)).rejects.toMatchObject({ code: 'notFound', data: { what: 'bill' } })
  })

  it('goes to the address of record, once for each command, with the file in it', async () => {
    const { bill, account } = await open(`ana-${kind}@example.org`)
    const input = { commandId: newId(), ...bill }
    const { rows } = await client.billing.emailBill(input)
    await client.billing.emailBill(input)
    const [message] = rows.communicationMessage ?? []
    await vi.waitFor(async () => expect((await readRows(store.db, 'communicationMessage', [String(message?.id)]))[0]).toMatchObject({ state: 'sent' }), { timeout: 30_000 })
    const letters = mail.received.filter(({ to }) => to.includes(`ana-${kind}@example.org`))
    expect(letters).toHaveLength(1)
    const attached = /Content-Type: application\/pdf[^]*?\r\n\r\n([A-Za-z0-9+/=\r\n]+)\r\n--/.exec(letters[0]?.raw ?? '')?.[1] ?? ''
    expect(pdfText(Buffer.from(attached, 'base64'))).toContain('$65.33')
    const audit = await store.db.selectFrom('auditEntry').select('detail').where('customerId', '=', account.customerId).where('action', '=', 'billing.emailBill').execute()
    expect(audit).toMatchObject([{ detail: { billId: bill.billId } }])
  })

  it('goes nowhere without an address of record, for another customer, and where no mail is set up', async () => {
    const [without, withOne] = [await open(), await open('bob@example.org')]
    await expect(client.billing.emailBill({ commandId: newId(), ...without.bill })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'email', message: 'noEmail' }] } })
    await expect(client.billing.emailBill({ commandId: newId(), ...without.bill, customerId: withOne.account.customerId })).rejects.toMatchObject({ code: 'notFound' })
    const mute = await startTestBackend({ store, clock })
    const { client: there } = await signInAs(store, mute.url, 'agent', clock)
    await expect(there.billing.emailBill({ commandId: newId(), ...withOne.bill })).rejects.toMatchObject({ code: 'notFound', data: { what: 'mail' } })
    await mute.close()
    expect(mail.received.filter(({ to }) => to.includes('bob@example.org'))).toEqual([])
    expect(NOW).toBe(clock.now())
  })
})
