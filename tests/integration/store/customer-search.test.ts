/** Whom a desk finds that does not hold everybody. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import { searchCustomers } from '../../../electron/backend/features/customers/customer-search.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import type { Row } from '../../../shared/features/sync/streams.ts'
import { makeRow } from '../../support/rows.ts'
import { openTestStore, storeKinds, TODAY } from '../../support/stores.ts'

type Person = Partial<Row<'customer'>> & { phone?: string; email?: string; mac?: string; serial?: string }

const people: Record<string, Person> = {
  smith: { givenName: 'John', familyName: 'Smith', houseNumber: '221', street: 'Main Street', city: 'Brooklyn', postalCode: '11201', accountNumber: '07810-449-2210-7', phone: '+17185550142' },
  smithson: { givenName: 'Joan', familyName: 'Smithson', street: 'Broad Ave', city: 'Yonkers', postalCode: '10701', accountNumber: '07810-449-2211-5', phone: '+19145550143' },
  oneil: { givenName: 'Kévin', familyName: 'O\'Neil', street: 'Ocean Pkwy', city: 'Hempstead', postalCode: '11550', accountNumber: '07810-500-0001-2', email: 'kevin.oneil@example.com' },
  diner: { givenName: null, familyName: null, organizationName: 'Peñalosa Diner LLC', street: 'Peninsula Blvd', city: 'Hempstead', postalCode: '11550', accountNumber: '07810-500-0002-0', mac: 'AABBCCDDEEFF', serial: 'SN-99-X' },
  lukasz: { givenName: 'Łukasz', familyName: 'РЫЖОВ', street: '李小龍 Plaza', city: 'Bronx', postalCode: '10451', accountNumber: 'X-1' },
}

describe.each(storeKinds)('search in the %s store', (kind) => {
  let store: Store
  const names = new Map<string, string>()
  beforeAll(async () => {
    store = await openTestStore(kind)
    await store.db.transaction().execute(async (trx) => {
      for (const [name, { phone, email, mac, serial, ...fields }] of Object.entries(people)) {
        const customer = makeRow('customer', fields)
        const { houseNumber, street, city, postalCode, id: customerId } = customer
        names.set(customerId, name)
        await bulkInsert(trx, 'customer', [customer])
        await bulkInsert(trx, 'address', [makeRow('address', { customerId, houseNumber, street, city, postalCode })])
        if (phone) await bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId, value: phone })])
        if (email) await bulkInsert(trx, 'contactMedium', [makeRow('contactMedium', { customerId, mediumType: 'email', value: email })])
        if (mac) await bulkInsert(trx, 'equipment', [makeRow('equipment', { customerId, macAddress: mac, serialNumber: serial ?? null })])
      }
      await refreshCustomers(trx, 'all', { today: TODAY })
    })
  })
  afterAll(() => store.close())
  const find = async (text: string) => (await searchCustomers(store.db, text, 10)).map(({ id }) => names.get(id))

  it.each([
    ['smi bro main', ['smith']],
    ['smith', ['smith', 'smithson']],
    ['john smith', ['smith']],
    ['SMITH JOHN', ['smith']],
    ['07810-449-2210-7', ['smith']],
    ['0781044922107', ['smith']],
    ['07810 449 2210 7', ['smith']],
    ['(718) 555-0142', ['smith']],
    ['+1 718 555 0142', ['smith']],
    ['7185550142', ['smith']],
    ['0142', ['smith']],
    ['550143', ['smithson']],
    ['221 main', ['smith']],
    ['10701', ['smithson']],
    ['oneil', ['oneil']],
    ["o'neil", ['oneil']],
    ['o’neil kevin', ['oneil']],
    ['kevin.oneil@example.com', ['oneil']],
    ['kevin.oneil@ex', ['oneil']],
    ['penalosa', ['diner']],
    ['aa:bb:cc:dd:ee:ff', ['diner']],
    ['AA-BB-CC-DD-EE-FF', ['diner']],
    ['aabbcc', ['diner']],
    ['sn-99-x', ['diner']],
    ['hempstead', ['diner', 'oneil']],
    // Whatever script, in whatever locale the database was made.
    ['łukasz рыжов', ['lukasz']],
    ['РЫЖ', ['lukasz']],
    ['李小龍', ['lukasz']],
    ['рыжво', ['lukasz']],
    // Typing errors: swapped, lost, wrong, doubled.
    ['smtih brooklyn', ['smith']],
    ['smih', ['smith']],
    ['johm smiht', ['smith']],
    ['penalossa', ['diner']],
    ['hempsteda kevin', ['oneil']],
    // Nobody.
    ['zzzz', []],
    ['smith zzzz', []],
    ['', []],
    ['   ', []],
    ["'; drop table customer; --", []],
    [`' & ! | ( ) :* \\`, []],
    ['%', []],
    ['___', []],
  ])('%j finds %j', async (text, expected) => {
    expect((await find(text)).toSorted()).toEqual(expected.toSorted())
  })

  it('puts the whole word before its beginning', async () => {
    expect((await find('smith'))[0]).toBe('smith')
  })

  it('never answers more than asked for', async () => {
    expect(await searchCustomers(store.db, 'hempstead', 1)).toHaveLength(1)
  })
})
