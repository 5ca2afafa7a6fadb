/** The book of a real operator, from the folder of shared data that a clone may not have. */
import { existsSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { expect, test } from 'vitest'
import { runImport } from '../../../electron/backend/import/run-import.ts'
import { openTestStore, testClock } from '../../support/stores.ts'

const file = path.resolve(import.meta.dirname, '../../../../shared/data/telco/telecom_customer_churn.csv')
const there = existsSync(file)
if (!there) process.stderr.write(`skipped: ../shared/data/telco/telecom_customer_churn.csv is not here, so the real book is not imported\n`)

test.skipIf(!there)('all 7,043 rows are accounted for, and land where an agent looks', { timeout: 180_000 }, async () => {
  const store = await openTestStore('embedded')
  const folder = await mkdtemp(path.join(os.tmpdir(), 'headend-telco-'))
  const report = await runImport({
    file,
    mapping: {},
    set: { stateOrProvince: 'CA', asOf: '2022-06-30' },
    encoding: null,
    rejectsFile: path.join(folder, 'rejects.csv'),
    dryRun: false,
    clock: testClock(),
    openStore: async () => ({ ...store, close: async () => undefined }),
  })
  expect(report).toMatchObject({ read: 7_043, imported: 6_923, created: 6_923, rejected: 120 })
  // The file's own sum, taken with another program.
  expect(report.totalChargesCents).toEqual({ file: 1_606_072_524, imported: 1_581_726_249, rejected: 24_346_275, unreadable: 0 })

  const account = async (number: string) => {
    const { rows } = await store.pool.query<Record<string, unknown>>(
      `select c.status, c.status_reason, c.customer_since, c.city, c.postal_code, c.state_or_province, c.latitude, c.longitude,
        b.upcoming, b.lifetime_charges, b.lifetime_refunds, b.payment_method, b.paperless, u.used_megabytes, h."values",
        (select json_agg(concat_ws('/', kind, name, detail, contract_term, status) order by kind, name) from product p where p.customer_id = c.id) as products
       from customer c join billing_account b on b.customer_id = c.id join characteristics h on h.customer_id = c.id
       left join usage_consumption u on u.customer_id = c.id where account_number = $1`, [number])
    return rows[0]
  }
  expect(await account('0002-ORFBO')).toMatchObject({
    status: 'active', customer_since: '2021-09-30', city: 'Frazier Park', postal_code: '93225', state_or_province: 'CA', latitude: 34.827662, longitude: -118.999073,
    upcoming: 6_560, lifetime_charges: 59_330, lifetime_refunds: 0, payment_method: 'Credit Card', paperless: true, used_megabytes: 16_000,
    products: [
      'addOn/Online Backup/active', 'addOn/Premium Tech Support/active', 'addOn/Streaming TV/active', 'addOn/Unlimited Data/active',
      'internet/Internet/Cable/oneYear/active', 'phone/Phone/oneYear/active',
    ],
  })
  expect(await account('0004-TLHLJ')).toMatchObject({
    status: 'closed', status_reason: 'Competitor: Competitor had better devices', upcoming: null,
    values: { Offer: 'Offer E', 'Total Long Distance Charges': '134.6', 'Total Extra Data Charges': '0', 'Last monthly charge': '73.90' },
  })
  await store.close()
  await rm(folder, { recursive: true, force: true })
})
