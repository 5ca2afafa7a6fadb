/** The whole import, on both sizes of the store, with all the dirt that operators send. */
import { mkdtemp, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { pullPage } from '../../../electron/backend/features/sync/pull.ts'
import { runImport, type ImportOptions, type ImportReport } from '../../../electron/backend/import/run-import.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { streamNames } from '../../../shared/features/sync/streams.ts'
import { openLoneStore, storeKinds, testClock } from '../../support/stores.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headend-import-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const header = 'Account No,Name,Service Address,City,Zip,Home Phone,Phone Service,Internet Type,Monthly Charge,Total Charges,Status,Loyalty Tier'
const good = [
  `A-1,"O'Neil, Kevin",221 Bay Ridge Ave,Brooklyn,11209,718-555-0101,Yes,Cable,65.60,593.30,Active,Gold`,
  ` A-2 ,"De la Cruz, María",47 Straight Path,Wyandanch,11798,,No,Fiber,80,1234.5,Churned,`,
]
const bad = [
  `A-3,Minus,1 Main St,Rye,10580,,Yes,,-4,100.01,Active,`,
  `A-4,Short`,
  `,Nobody,1 Main St,Rye,10580,,Yes,,5,20.02,Active,`,
  `A-1,Twice,1 Main St,Rye,10580,,Yes,,5,3.03,Active,`,
  `A-5,Sum,1 Main St,Rye,10580,,Yes,,5,many,Active,`,
]
const dirty = `\uFEFF${[header, ...good, '', ...bad].join('\r\n')}\r\n`

let counter = 0
async function run(store: Store | null, content: string, more: Partial<ImportOptions> = {}): Promise<ImportReport & { rejects: string }> {
  const file = path.join(folder, `${(counter += 1)}.csv`)
  await writeFile(file, content)
  const rejectsFile = `${file}.rejects.csv`
  const keepOpen = store ? { ...store, close: async () => undefined } : null
  const report = await runImport({
    file, mapping: {}, set: {}, encoding: null, rejectsFile, dryRun: false, clock: testClock(), openStore: async () => keepOpen, ...more,
  })
  return { ...report, rejects: await readFile(rejectsFile, 'utf8').catch(() => '') }
}

const tableOf = (stream: string): string => stream.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

/** Everything that is in the streams, with versions and the transaction that wrote each row. */
async function contents(store: Store): Promise<string> {
  const all: unknown[] = []
  for (const stream of streamNames) all.push((await store.pool.query(`select * from ${tableOf(stream)} order by id`)).rows)
  return JSON.stringify(all)
}
const one = async (store: Store, query: string): Promise<Record<string, unknown> | undefined> =>
  (await store.pool.query<Record<string, unknown>>(query)).rows[0]

describe.each(storeKinds)('import into the %s store', (kind) => {
  let store: Store
  beforeAll(async () => {
    store = await openLoneStore(kind)
  })
  afterAll(() => store.close())
  // Points only grow, and no file brings any. Emptying it takes a hundredth of the time of making another.
  beforeEach(async () => {
    await store.pool.query(`truncate ${[...streamNames.filter((name) => !name.startsWith('loyalty')).map(tableOf), 'import_source', 'customer_search', 'search_word'].join(', ')} cascade`)
  })

  test('nobody who was erased comes back by a file, and each is counted', async () => {
    await run(store, dirty)
    await store.pool.query(`update customer set status = 'erased', family_name = null, given_name = null, phones = '{}' where account_number = 'A-1'`)
    for (const dryRun of [true, false]) {
      const report = await run(store, [header, ...good].join('\r\n'), { dryRun })
      expect(report).toMatchObject({ read: 2, imported: 1, created: 0, updated: 0, unchanged: 1, rejected: 1, erased: 1 })
      // Nothing else of the row is put into a file that lies about.
      if (!dryRun) expect(report.rejects.trim().split('\r\n').slice(1)).toEqual([`2,account number A-1 was erased on the customer's request and is not brought back${','.repeat(12)}`])
    }
    // Nor of one that is refused for another reason, which may quote it.
    const broken = await run(store, [header, good[0]?.replace('593.30', 'call Kevin'), good[1], good[0], bad[0]].join('\r\n'))
    expect(broken).toMatchObject({ read: 4, rejected: 3, erased: 2 })
    expect(broken.rejects).not.toMatch(/Kevin|Bay Ridge|718-555-0101/)
    // The control: of anybody else the row is there to be mended.
    expect(broken.rejects).toContain('Minus,1 Main St')
    // Another number is another customer, whatever their name is.
    expect(await run(store, [header, good[0]?.replace('A-1', 'A-9')].join('\r\n'))).toMatchObject({ created: 1, erased: 0 })
    expect((await one(store, `select family_name as name, phones from customer where account_number = 'A-1'`))).toEqual({ name: null, phones: [] })
  })

  test('read = imported + rejected, to the row and to the cent; each refusal has its line and reason', async () => {
    const report = await run(store, dirty)
    expect(report).toMatchObject({ read: 7, imported: 2, created: 2, updated: 0, unchanged: 0, rejected: 5 })
    const { file, imported, rejected, unreadable } = report.totalChargesCents
    expect([imported, rejected, unreadable]).toEqual([182_780, 12_306, 1])
    expect(file).toBe(imported + rejected)
    const lines = report.rejects.trim().split('\r\n').slice(1).map((line) => line.split(',').slice(0, 2).join(' '))
    expect(lines).toEqual([
      '5 Monthly Charge is negative: -4',
      '6 has 2 fields where the header has 12',
      '7 has no account number',
      '8 account number A-1 is on an earlier line already',
      '9 Total Charges is no amount of money: many',
    ])
    const kept = await one(store, `select words::text, c.status, c.phones from customer_search s join customer c on c.id = customer_id where account_number = 'A-1'`)
    expect(kept).toMatchObject({ status: 'active', phones: ['+17185550101'] })
    expect(kept?.['words']).toContain(`'oneil'`)
    expect(await one(store, `select "values" from characteristics`)).toEqual({ values: { 'Loyalty Tier': 'Gold', Status: 'Active' } })
  })

  test('the same file twice changes nothing, not even a version', async () => {
    await run(store, dirty)
    const before = await contents(store)
    expect(await run(store, dirty)).toMatchObject({ read: 7, imported: 2, created: 0, updated: 0, unchanged: 2, rejected: 5 })
    expect(await contents(store)).toBe(before)
  })

  test('a changed value raises the version of its rows alone, ends what is gone, and is told in the history', async () => {
    await run(store, [header, ...good].join('\n'))
    const newer = [header, good[0]?.replace('65.60', '70.00').replace('Cable', 'None').replace('221 Bay', '223 Bay'), good[1]].join('\n')
    expect(await run(store, newer)).toMatchObject({ created: 0, updated: 1, unchanged: 1 })
    const versions = await one(store, `select
      (select version from customer where account_number = 'A-1') as customer,
      (select b.version from billing_account b join customer c on c.id = customer_id where account_number = 'A-1') as billing,
      (select p.version from product p join customer c on c.id = customer_id where account_number = 'A-1' and p.kind = 'phone') as phone,
      (select p.status from product p join customer c on c.id = customer_id where account_number = 'A-1' and p.kind = 'internet') as internet,
      (select count(*) from address a join customer c on c.id = customer_id where account_number = 'A-1' and valid_to is not null) as former,
      (select street from customer where account_number = 'A-1') as street,
      (select max(version) from customer where account_number = 'A-2') as other`)
    expect(versions).toMatchObject({ customer: 2, billing: 2, internet: 'ended', former: 1, street: '223 Bay Ridge Ave', other: 1 })
    const told = await one(store, `select before, after from account_change where before is not null`)
    expect(told).toMatchObject({ before: expect.stringContaining('Monthly charge: $65.60'), after: expect.stringContaining('Monthly charge: $70.00') })
  })

  test('what a file no longer has ends on the operator’s day, which is not Greenwich’s in the evening', async () => {
    // 2026-11-24 in Greenwich, still the 23rd in New York.
    const evening = manualClock(Date.parse('2026-11-24T03:30:00.000Z'))
    await run(store, [header, ...good].join('\n'))
    await run(store, [header, good[0]?.replace('Cable', 'None'), good[1]].join('\n'), { clock: evening, timeZone: 'America/New_York' })
    expect(await one(store, `select ends_on::text as "endsOn" from product p join customer c on c.id = customer_id where account_number = 'A-1' and p.kind = 'internet'`)).toEqual({ endsOn: '2026-11-23' })
  })

  test('what an agent wrote since stays, also when the row changes', async () => {
    await run(store, [header, good[0]].join('\n'))
    await store.pool.query(`update contact_medium set value = '+17185550199', changed_by = 'Amy Moreno', version = version + 1`)
    await store.pool.query(`update customer set language = 'es', version = version + 1`)
    await run(store, [header, good[0]?.replace('65.60', '66.60')].join('\n'))
    expect(await one(store, `select phones, language from customer`)).toEqual({ phones: ['+17185550199'], language: 'es' })
  })

  const owing = 'Account No,Name,Past Due,Monthly Charge'
  test('what is past due follows the newer file and is told, until bills say it', async () => {
    const pastDue = () => one(store, 'select past_due from billing_account')
    await run(store, `${owing}\nA-1,Ana Rivera,120.00,50`)
    expect(await pastDue()).toEqual({ past_due: 12_000 })
    await run(store, `${owing}\nA-1,Ana Rivera,0,50`)
    expect(await pastDue()).toEqual({ past_due: 0 })
    const told = () => one(store, 'select before, after from account_change where before is not null order by changed_xid desc limit 1')
    expect(await told()).toEqual({ before: 'Past due: $120.00', after: 'Past due: $0.00' })

    await store.pool.query(`insert into customer_bill
      select gen_random_uuid(), customer_id, 1, id, 'B-1', '2026-10-01', '2026-10-20', '2026-09-01', '2026-09-30', 'USD', 4000, 4000, 'open' from billing_account`)
    await store.pool.query('update billing_account set past_due = 4000, version = version + 1')
    await run(store, `${owing}\nA-1,Ana Rivera,99.00,60`)
    expect(await pastDue()).toEqual({ past_due: 4_000 })
    expect(await told()).toEqual({ before: 'Monthly charge: $50.00', after: 'Monthly charge: $60.00' })
  })

  const reach = 'Account No,Name,Home Phone,Mobile Phone,Email,Modem MAC'
  const searchedBy = (number: string) => one(store, `select phones, emails, equipment_ids, version from customer where account_number = '${number}'`)
  test('a modem that was swapped and a number given up find nobody any more; desks and history hear of it', async () => {
    await run(store, `${reach}\nA-1,Ana Rivera,718-555-0101,718-555-0102,ana@example.com,02A4F1BBCD01\nA-2,Bo Chen,,,,`)
    const before = new Map<string, string>()
    for (const stream of ['equipment', 'contactMedium'] as const) {
      const page = JSON.parse(await pullPage(store, testClock(), { stream, limit: 100, after: null })) as { cursor: string }
      before.set(stream, page.cursor)
    }
    await run(store, `${reach}\nA-1,Ana Rivera,718-555-0101,,,02A4F1BBCD02\nA-2,Bo Chen,,718-555-0102,,02A4F1BBCD01`)
    expect(await searchedBy('A-1')).toEqual({ phones: ['+17185550101'], emails: [], equipment_ids: ['02A4F1BBCD02'], version: expect.any(Number) })
    expect(await searchedBy('A-2')).toMatchObject({ phones: ['+17185550102'], equipment_ids: ['02A4F1BBCD01'] })
    const found = await one(store, `select string_agg(account_number, ' ') as who from customer join customer_search on id = customer_id
      where words @@ to_tsquery('simple', '02a4f1bbcd01') or customer_search.phones like '%7185550102%'`)
    expect(found).toEqual({ who: 'A-2' })
    const gone = async (stream: 'equipment' | 'contactMedium') =>
      (JSON.parse(await pullPage(store, testClock(), { stream, limit: 100, after: before.get(stream) ?? null })) as { removed: string[] }).removed.length
    expect([await gone('equipment'), await gone('contactMedium')]).toEqual([1, 2])
    expect(await one(store, `select before, after from account_change where before like '%BBCD01'`)).toEqual({
      before: 'Phones: +17185550101, +17185550102; E-mails: ana@example.com; Equipment: 02A4F1BBCD01',
      after: 'Phones: +17185550101; E-mails: -; Equipment: 02A4F1BBCD02',
    })

    await run(store, `${reach}\nA-1,Ana Rivera,718-555-0101,,,02A4F1BBCD01\nA-2,Bo Chen,,718-555-0102,,`)
    expect(await searchedBy('A-1')).toMatchObject({ equipment_ids: ['02A4F1BBCD01'] })
  })

  test('what an agent wrote of a contact stays when the file has it no more, and so does what the file has no column for', async () => {
    await run(store, `${reach}\nA-1,Ana Rivera,718-555-0101,718-555-0102,ana@example.com,02A4F1BBCD01`)
    await store.pool.query(`update contact_medium set changed_by = 'Amy Moreno', version = version + 1 where value = '+17185550102'`)
    await run(store, `Account No,Name,Home Phone\nA-1,Ana Rivera,`)
    expect(await searchedBy('A-1')).toMatchObject({ phones: ['+17185550102'], emails: ['ana@example.com'], equipment_ids: ['02A4F1BBCD01'] })
  })

  test('a total that says nothing counts nothing and its row comes in; one that is no amount is counted and its row refused', async () => {
    const totals = ['N/A', 'NaN', '-', 'null', '', 'free', '12.34', 'many'].map((total, line) => `A-${line},${total}`)
    const mapping = { values: { totalCharges: { free: '0.50' } } }
    const report = await run(store, `Account No,Total Charges\n${totals.join('\n')}`, { mapping })
    expect(report).toMatchObject({ imported: 7, rejected: 1, totalChargesCents: { file: 1_284, imported: 1_284, rejected: 0, unreadable: 1 } })
    expect(await one(store, 'select count(*)::int as accounts, sum(lifetime_charges)::int as cents from billing_account')).toEqual({ accounts: 7, cents: 1_284 })
  })

  test('an account number that is somebody else already is refused, and so it is in a dry run', async () => {
    await run(store, [header, good[0]].join('\n'), { mapping: { operator: 'another' } })
    const before = await contents(store)
    const dry = await run(store, dirty, { dryRun: true })
    expect(await contents(store)).toBe(before)
    expect(dry.rejects).toBe('')
    const { rejects, ...real } = await run(store, dirty)
    expect(rejects).toContain('belongs to a customer who is not from this operator')
    expect({ ...dry, rejects: '', dryRun: false, rejectsFile: '', rowsPerSecond: 0 }).toEqual({ ...real, rejects: '', rejectsFile: '', rowsPerSecond: 0 })
  })

  test('a mended rejects file comes in, its own columns left out', async () => {
    const { rejects } = await run(store, [header, bad[0]].join('\n'))
    expect(await run(store, rejects.replace(`,'-4,`, ',4,'))).toMatchObject({ read: 1, created: 1, rejected: 0, rejectsFile: null })
    expect(await one(store, `select "values" from characteristics`)).toEqual({ values: { Status: 'Active' } })
  })
})

test.skipIf(process.platform === 'win32')('the rejects file is read by nobody else', async () => {
  const { rejectsFile } = await run(null, [header, bad[0]].join('\n'))
  expect((await stat(rejectsFile ?? '')).mode & 0o777).toBe(0o600)
})

test('a refused cell is no formula in a spreadsheet, and the same cell when it comes back', async () => {
  const header = 'Account No,Monthly Charge,=Remark'
  const { rejects } = await run(null, `${header}\n=A1,-4,@now\n`)
  expect(rejects).toBe(`\uFEFFrejected_line,rejected_reason,Account No,Monthly Charge,'=Remark\r\n2,Monthly Charge is negative: -4,'=A1,'-4,'@now\r\n`)
  const again = await run(null, rejects)
  expect(again.rejects).toBe(rejects)
})

test('refused rows never take the place of the file that is read, by whichever name, nor of one that is not ours', async () => {
  const rejectsFile = path.join(folder, 'taken.csv')
  const input = path.join(folder, `${counter + 1}.csv`)
  await symlink(input, rejectsFile)
  const content = [header, ...bad].join('\n')
  await expect(run(null, content, { rejectsFile })).rejects.toThrow('is the file that is read')
  expect(await readFile(input, 'utf8')).toBe(content)
  await rm(rejectsFile)
  for (const foreign of ['my own list\n', '']) {
    await writeFile(rejectsFile, foreign)
    for (const rows of [good, bad]) await expect(run(null, [header, ...rows].join('\n'), { rejectsFile })).rejects.toThrow('was not written by an import')
    expect(await readFile(rejectsFile, 'utf8')).toBe(foreign)
  }
})

test('a rejects file of an earlier run is written anew, and goes when nothing is refused', async () => {
  const rejectsFile = path.join(folder, 'again.csv')
  for (const rows of [bad, bad]) expect(await run(null, [header, ...rows].join('\n'), { rejectsFile })).toMatchObject({ rejectsFile })
  expect(await run(null, [header, ...good].join('\n'), { rejectsFile })).toMatchObject({ rejectsFile: null })
  await expect(stat(rejectsFile)).rejects.toThrow('ENOENT')
})

test('an unreadable file opens no database', async () => {
  let opened = false
  const openStore = async () => {
    opened = true
    return null
  }
  await expect(run(null, 'Account No,City\n1,"Rye\n2,Rye\n', { openStore })).rejects.toThrow('never closed')
  expect(opened).toBe(false)
})
