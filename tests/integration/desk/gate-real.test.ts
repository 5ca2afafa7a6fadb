/** The gate from a desk: call detail and what a caller says pass through it, and stay nowhere. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { openFile } from '../../../electron/data/database/open.ts'
import { listRows } from '../../../electron/data/database/statements.ts'
import { startSilentLine } from '../../support/silent-line.ts'
import { startDemoDesks, verifyCaller } from './support/demo-desks.ts'
import { failure, temporaryFile, testKey } from './support/test-desk.ts'

let demo: Awaited<ReturnType<typeof startDemoDesks>>
beforeAll(async () => void (demo = await startDemoDesks()))
afterEach(() => demo.stopDesks())
afterAll(() => demo.stop())

/** Of every table of the cache that is no part of an index, all that is in it. */
function everythingIn(file: string): string {
  const db = openFile(file, testKey)
  try {
    const tables = listRows<{ name: string }>(db, "select name from sqlite_schema where type = 'table' and name not like 'sqlite_%'")
    return tables.map(({ name }) => JSON.stringify(listRows(db, `select * from "${name}"`), (_key, value: unknown) => (value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : value))).join('\n')
  } finally {
    db.close()
  }
}

it('asks the backend for calls, and keeps neither them nor a PIN', async () => {
  const file = temporaryFile()
  const desk = await demo.signedIn('agent', { cacheFile: file.path })
  const { window } = desk
  const { customer } = await demo.someAccount(desk, ({ products }) => products.some(({ kind }) => kind === 'phone'))
  const of = { customerId: customer.id }
  expect(await failure(window.usage.calls(of))).toMatchObject({ code: 'verificationRequired', data: { level: 'verified' } })
  await verifyCaller(desk, customer.id)
  const { calls } = await window.usage.calls({ ...of, looked: true })
  expect(calls.length).toBeGreaterThan(0)
  const started = await window.interactions.startContact({ ...of, channel: 'chat' })
  const wrong = '9071625384'
  const failed = await window.interactions.verifyContact({ ...of, contactId: started.contact?.id ?? '', proof: { way: 'pin', pin: wrong } })
  expect(failed.contact).toMatchObject({ level: 'unverified', failures: 1 })
  expect(await failure(window.usage.calls(of))).toMatchObject({ code: 'verificationRequired' })
  await demo.stopDesks()
  const kept = everythingIn(file.path)
  expect([wrong, ...calls.map(({ id }) => id)].filter((canary) => kept.includes(canary))).toEqual([])
  expect(desk.logged.join('\n')).not.toContain(wrong)
  // The control: what the desk does hold is found.
  expect(kept).toContain(customer.accountNumber)
  file.remove()
})

it('hands a customer\'s report through to who may and has a known caller, and keeps nothing of it', async () => {
  const file = temporaryFile()
  const desk = await demo.signedIn('supervisor', { cacheFile: file.path })
  const { window } = desk
  const { customer } = await demo.someAccount(desk, ({ products }) => products.some(({ kind }) => kind === 'phone'))
  const of = { customerId: customer.id }
  expect(await failure(window.audit.accessReport(of))).toMatchObject({ code: 'verificationRequired', data: { level: 'verified' } })
  await verifyCaller(desk, customer.id)
  const { text } = await window.audit.accessReport(of)
  const report = JSON.parse(text) as { customerId: string; held: { call_record: { id: string }[]; audit_entry: { id: string; action: string }[] } }
  expect(report.customerId).toBe(customer.id)
  expect(report.held.call_record.length).toBeGreaterThan(0)
  expect(report.held.audit_entry.map(({ action }) => action)).toContain('interactions.verifyContact')
  const agent = await demo.signedIn('agent')
  expect(await failure(agent.window.audit.accessReport(of))).toMatchObject({ code: 'forbidden', data: { permission: 'customers.accessReport' } })
  await demo.stopDesks()
  const kept = everythingIn(file.path)
  expect([...report.held.call_record, ...report.held.audit_entry, { id: 'headend-access-report' }].filter(({ id }) => kept.includes(id))).toEqual([])
  expect(desk.logged.join('\n')).not.toContain('headend-access-report')
  expect(kept).toContain(customer.accountNumber)
  file.remove()
})

it('sends a proof again whose answer was lost on its way, and it counts once', async () => {
  const line = await startSilentLine(demo.url)
  try {
    const desk = await demo.signedIn('agent', { backendUrl: line.url })
    const { customer } = await demo.someAccount(desk)
    const of = { customerId: customer.id }
    const { contact } = await desk.window.interactions.startContact({ ...of, channel: 'call' })
    line.breakOff(/verify-contact/)
    const failed = await desk.window.interactions.verifyContact({ ...of, contactId: contact?.id ?? '', proof: { way: 'pin', pin: '9071625384' } })
    expect(line.lost()).toBe(1)
    expect(failed.contact).toMatchObject({ level: 'unverified', failures: 1 })
  } finally {
    // Its live connection would keep the line open.
    await demo.stopDesks()
    await line.close()
  }
})

it('ends with the outcome as a line of the history, at once', async () => {
  const desk = await demo.signedIn('agent')
  const { customer } = await demo.someAccount(desk)
  const of = { customerId: customer.id }
  const { contact } = await desk.window.interactions.startContact({ ...of, channel: 'call' })
  const after = await desk.window.interactions.endContact({ ...of, contactId: contact?.id ?? '', disposition: 'informationGiven', text: '' })
  expect(after.contact).toBeNull()
  const view = await desk.window.customers.view(of)
  expect(view.timeline.entries.find(({ id }) => id === contact?.id)).toMatchObject({ type: 'interaction', row: { channel: 'call', disposition: 'informationGiven' } })
})
