/** What an auditor is shown: what fits and nothing else, once each, in order; and what they may take along. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { CONTACT_NEAR_MINUTES, type AuditCursor, type AuditEntry, type AuditFilter } from '../../../shared/features/audit/audit.schema.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { listAudit } from '../../../electron/backend/features/audit/audit.queries.ts'
import { csvPart } from '../../../electron/backend/features/audit/export-audit.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { writeAudit } from '../../../electron/backend/write-audit.ts'
import { attacks, whileStruck } from '../../support/audit-attacks.ts'
import { writeEntries } from '../../support/audit-log.ts'
import { apiClient, entered, signInAs, startTestBackend, TEST_PASSWORD } from '../../support/api-client.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, testClock } from '../../support/stores.ts'

const everything: AuditFilter = { agent: null, customer: null, action: null, outcome: null, from: null, to: null, contactId: null, overrides: false, outsideContact: false }

describe('the audit page', () => {
  const clock = testClock()
  const customer = makeRow('customer', { familyName: 'Quarrington' })
  const contactId = newId()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let auditor: Awaited<ReturnType<typeof signInAs>>
  let agent: Awaited<ReturnType<typeof signInAs>>
  beforeAll(async () => {
    store = await openTestStore('server', clock)
    backend = await startTestBackend({ store, clock })
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [customer]))
    agent = await signInAs(store, backend.url, 'agent', clock, 'jo_100%')
    auditor = await signInAs(store, backend.url, 'auditor', clock)
    const by = { sessionId: null, agent: agent.session.agent }
    // Many at one moment, so that time alone gives no order.
    for (let number = 0; number < 130; number += 1) await writeAudit(store.db, clock, { action: 'sync.account', by, customerId: customer.id, detail: { number } })
    clock.advance(60_000)
    await writeAudit(store.db, clock, { action: 'billing.refundPayment', by, customerId: customer.id, contactId, verification: 'unverified', override: '=cmd|calc, "she" is known\nto me' })
    await writeAudit(store.db, clock, { action: 'billing.takePayment', by, customerId: customer.id, contactId, refusedAs: 'verificationRequired' })
    await writeEntries(store, clock, 30)
    clock.advance(60_000)
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  async function all(filter: AuditFilter, limit: number): Promise<AuditEntry[]> {
    const entries: AuditEntry[] = []
    let before: AuditCursor | null = null
    do {
      const page: Awaited<ReturnType<typeof listAudit>> = await listAudit(store.db, filter, { before, limit })
      entries.push(...page.entries)
      before = page.next
    } while (before)
    return entries
  }

  it('gives each entry that fits once, newest first, whatever is looked for and however the pages fall', async () => {
    const whole = await all(everything, 10_000)
    const fits = (filter: AuditFilter) => (entry: AuditEntry): boolean =>
      (filter.agent === null || entry.agent?.id === agent.session.agent.id)
      && (filter.customer === null || entry.customer?.id === customer.id)
      && (filter.action === null || entry.action === filter.action || entry.action.startsWith(`${filter.action}.`))
      && (filter.outcome === null || entry.outcome === filter.outcome)
      && (filter.from === null || entry.at >= filter.from) && (filter.to === null || entry.at < filter.to)
      && (filter.contactId === null || entry.contactId === filter.contactId)
      && (!filter.overrides || entry.override !== null)
      && (!filter.outsideContact || entry.outsideContact)
    const moments = [...new Set(whole.map(({ at }) => at))]
    const maybe = <T>(...values: T[]) => fc.option(fc.constantFrom(...values), { nil: null })
    const filters = fc.record({
      agent: maybe('jo_100%'), customer: maybe(customer.accountNumber, customer.id), action: maybe('billing', 'sync.account', 'billing.takePayment', 'bill'), outcome: maybe('allowed' as const, 'refused' as const),
      from: maybe(...moments), to: maybe(...moments), contactId: maybe(contactId), overrides: fc.boolean(), outsideContact: fc.boolean(),
    })
    await fc.assert(fc.asyncProperty(filters, fc.integer({ min: 1, max: 60 }), async (filter, limit) => {
      expect(await all(filter, limit)).toEqual(whole.filter(fits(filter)))
    }), { numRuns: 60 })
    const order = whole.map(({ at, seq }) => [at, seq] as const)
    expect(order).toEqual([...order].sort((a, b) => (a[0] === b[0] ? b[1] - a[1] : a[0] < b[0] ? 1 : -1)))
  })

  it('shows names of today, counts, and tells that it was read, without what was typed', async () => {
    const { entries, count, next } = await auditor.client.audit.entries({ filter: { ...everything, agent: 'JO_100%', customer: customer.accountNumber }, before: null })
    expect(count).toBe(132)
    expect(entries[0]).toMatchObject({ action: 'billing.takePayment', outcome: 'refused', errorCode: 'verificationRequired', agent: { displayName: agent.displayName }, customer: { name: 'Ana Quarrington', accountNumber: customer.accountNumber } })
    expect((await auditor.client.audit.entries({ filter: { ...everything, agent: 'JO_100%', customer: customer.accountNumber }, before: next })).entries).toHaveLength(32)
    const [told] = (await auditor.client.audit.entries({ filter: { ...everything, action: 'audit.entries' }, before: null })).entries
    expect(told).toMatchObject({ outcome: 'allowed', agent: { displayName: auditor.displayName }, detail: { agent: true, customer: true, entries: 32 } })
    expect(JSON.stringify(told)).not.toContain(customer.accountNumber)
  })

  it('takes no sign of a name for a wildcard, and finds nothing for nobody', async () => {
    expect(await all({ ...everything, agent: 'jo%100' }, 10)).toEqual([])
    expect(await all({ ...everything, customer: 'no such number' }, 10)).toEqual([])
  })

  it('exports what is listed in parts, none of which a spreadsheet runs, and tells of each', async () => {
    const filter = { ...everything, customer: customer.id }
    const csv = await auditor.client.audit.exportEntries({ filter, format: 'csv', before: null, exported: 0 })
    expect(csv).toMatchObject({ entries: 132, next: null, whole: true })
    expect(csv.text.startsWith('\ufeffposition,at,agent,')).toBe(true)
    expect(csv.text).toContain(`"'=cmd|calc, ""she"" is known\nto me"`)
    const lines = await auditor.client.audit.exportEntries({ filter, format: 'jsonLines', before: null, exported: 0 })
    const parsed = lines.text.trimEnd().split('\n').map((line) => JSON.parse(line) as AuditEntry)
    expect(parsed).toHaveLength(132)
    expect(parsed.map(({ id }) => id)).toEqual((await all(filter, 1_000)).map(({ id }) => id))
    expect(csv.text + lines.text).not.toContain('Quarrington')
    const told = (await all({ ...everything, action: 'audit.exportEntries' }, 10)).map(({ detail }) => detail)
    expect(told.slice(0, 2)).toMatchObject([{ format: 'jsonLines', exported: 132, customer: true }, { format: 'csv', exported: 132 }])
  })

  it('guards every cell of a spreadsheet', () => {
    fc.assert(fc.property(fc.constantFrom('=', '+', '-', '@', '\t', '\r'), fc.string(), (sign, text) => {
      const entry = { position: 1, at: '', agent: null, action: '', outcome: 'allowed', errorCode: null, customer: null, contactId: null, outsideContact: false, verification: null, override: sign + text, commandId: null, detail: null, id: '', seq: 1, hash: null } as const
      expect(csvPart([entry], false)).toMatch(/,"?'[=+\-@\t\r]/)
    }))
  })

  it('ends an export at its bound, and says that there is more', async () => {
    const last = await auditor.client.audit.exportEntries({ filter: everything, format: 'csv', before: null, exported: 99_990 })
    expect(last).toMatchObject({ entries: 10, next: null, whole: false })
  })

  it('verifies part by part what the whole walk verifies', async () => {
    const done = await auditor.client.audit.verify({ from: null })
    expect(done).toMatchObject({ place: null, verification: { ok: true, fault: null, checkpoints: null } })
    const wrong = await auditor.client.audit.verify({ from: { position: 5, hash: '0'.repeat(64) } })
    expect(wrong.verification).toMatchObject({ ok: false, fault: { position: 6 } })
  })

  it('is closed to who has no right to it, and says so in itself', async () => {
    await expect(agent.client.audit.entries({ filter: everything, before: null })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'audit.read' } })
    const administrator = await signInAs(store, backend.url, 'administrator', clock)
    await expect(administrator.client.audit.exportEntries({ filter: everything, format: 'csv', before: null, exported: 0 })).rejects.toMatchObject({ code: 'forbidden', data: { permission: 'audit.export' } })
    await expect(administrator.client.audit.entries({ filter: everything, before: null })).resolves.toBeTruthy()
    expect(await all({ ...everything, action: 'audit.exportEntries', outcome: 'refused' }, 10)).toHaveLength(1)
  })
})

it('marks, and finds, an account that was opened with no contact near, and none that was opened for one', async () => {
  const clock = testClock()
  const store = await openTestStore('embedded', clock)
  const backend = await startTestBackend({ store, clock })
  try {
    const [alone, called] = [makeRow('customer'), makeRow('customer')]
    await store.db.transaction().execute((trx) => bulkInsert(trx, 'customer', [alone, called]))
    await signInAs(store, backend.url, 'agent', clock, 'jo')
    // Signed in anew each time: nobody works on for so long without a break here.
    const agent = async () => apiClient(backend.url, entered(await apiClient(backend.url).session.signIn({ userName: 'jo', password: TEST_PASSWORD })).token)
    const open = async (...customerIds: string[]) => {
      const client = await agent()
      for (const customerId of customerIds) await client.sync.account({ customerId })
      return client
    }
    await open(called.id, alone.id)
    clock.advance(CONTACT_NEAR_MINUTES * 60_000)
    const client = await open()
    const contact = { customerId: called.id, contactId: newId() }
    await client.interactions.startContact({ commandId: newId(), ...contact, channel: 'call' })
    await client.sync.account({ customerId: called.id })
    await client.interactions.endContact({ commandId: newId(), ...contact, disposition: 'resolved', text: '' })
    // A colleague's contact is no reason of one's own.
    const colleague = await signInAs(store, backend.url, 'agent', clock, 'ann')
    await colleague.client.interactions.startContact({ commandId: newId(), customerId: alone.id, contactId: newId(), channel: 'call' })
    clock.advance(CONTACT_NEAR_MINUTES * 60_000)
    await open(called.id)
    clock.advance(1)
    await open(called.id)
    const opened = async (change: Partial<AuditFilter>) => {
      const { entries } = await listAudit(store.db, { ...everything, agent: 'jo', action: 'sync.account', ...change }, { before: null, limit: 10 })
      return entries.map(({ customer, contactId, outsideContact }) => [customer?.id, contactId !== null, outsideContact])
    }
    expect(await opened({ customer: called.id })).toEqual([[called.id, false, true], [called.id, false, false], [called.id, true, false], [called.id, false, false]])
    expect(await opened({ customer: alone.id })).toEqual([[alone.id, false, true]])
    expect(await opened({ outsideContact: true })).toEqual([[called.id, false, true], [alone.id, false, true]])
    const { client: auditor } = await signInAs(store, backend.url, 'auditor', clock)
    expect(await auditor.audit.entries({ filter: { ...everything, agent: 'jo', action: 'sync.account', outsideContact: true }, before: null })).toMatchObject({ count: 2 })
    const [told] = (await listAudit(store.db, { ...everything, action: 'audit.entries' }, { before: null, limit: 1 })).entries
    expect(told?.detail).toMatchObject({ outsideContact: true })
    const { text } = await auditor.audit.exportEntries({ filter: { ...everything, customer: alone.id, outsideContact: true }, format: 'csv', before: null, exported: 0 })
    expect(text.split('\r\n')[1]).toContain(`${alone.id},,yes,`)
  } finally {
    await backend.close()
    await store.close()
  }
})

it('shows an entry that came past the chain, without a place', async () => {
  const store = await openTestStore('embedded')
  try {
    await writeEntries(store, testClock(), 3)
    const { entries } = await whileStruck(store, () => attacks['an entry inserted without a seal']!.strike(store, () => 0, 3), () => listAudit(store.db, everything, { before: null, limit: 10 }))
    expect(entries.filter(({ position }) => position === null)).toHaveLength(1)
  } finally {
    await store.close()
  }
})
