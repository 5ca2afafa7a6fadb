/** A change of how a customer is reached or pays is told where they were reached before it, and never says what is new. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import type { ContactMedium } from '../../../shared/features/customers/customers.schema.ts'
import { createSimulator } from '../../../electron/backend/features/billing/gateway/simulator.ts'
import { refreshCustomers } from '../../../electron/backend/features/customers/refresh-customers.ts'
import { bulkInsert } from '../../../electron/backend/store/bulk-insert.ts'
import { readRows } from '../../../electron/backend/store/rows.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { signInAs, startTestBackend, type ApiClient } from '../../support/api-client.ts'
import { addMethod } from '../../support/paying.ts'
import { makeRow } from '../../support/rows.ts'
import { openAccount } from '../../support/simple-billing.ts'
import { openTestStore, storeKinds, testClock, TODAY } from '../../support/stores.ts'
import { verifyingEachCaller } from '../../support/verifying.ts'

describe.each(storeKinds)('changes on the %s store', (kind) => {
  const clock = testClock()
  let store: Store
  let backend: Awaited<ReturnType<typeof startTestBackend>>
  let client: ApiClient
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    // A demo keeps what it would have sent, so that a test can read it.
    backend = await startTestBackend({ store, clock, gateway: createSimulator(), demo: { operatorName: 'Isla Cable', accounts: [] } })
    client = verifyingEachCaller(store, (await signInAs(store, backend.url, 'seniorAgent', clock)).client)
  })
  afterAll(async () => {
    await backend.close()
    await store.close()
  })

  const medium = (customerId: string, mediumType: ContactMedium['mediumType'], value: string, more: Partial<ContactMedium> = {}) =>
    makeRow('contactMedium', { customerId, mediumType, value, use: mediumType === 'phone' ? 'mobile' : 'home', preferred: true, ...more })
  const open = async (...media: [ContactMedium['mediumType'], string, Partial<ContactMedium>?][]) => {
    const account = await openAccount(store)
    const rows = media.map(([type, value, more]) => medium(account.customerId, type, value, more))
    await store.db.transaction().execute(async (trx) => {
      await bulkInsert(trx, 'contactMedium', rows)
      await refreshCustomers(trx, [account.customerId], { today: TODAY })
    })
    return { account, rows }
  }
  const add = (customerId: string, mediumType: ContactMedium['mediumType'], value: string) =>
    client.customers.addContactMedium({ commandId: newId(), customerId, contactMediumId: newId(), mediumType, use: 'mobile', value, preferred: true })
  const change = ({ id, customerId, version, mediumType, use, preferred }: ContactMedium, value: string) =>
    client.customers.changeContactMedium({ commandId: newId(), customerId, contactMediumId: id, expectedVersion: version, mediumType, use, preferred, value })
  const told = async (customerId: string) => {
    const { rows } = await store.pool.query<{ template: string; to: string; params: object }>(`
      select template, dispatch.recipient as "to", params from communication_message message join message_dispatch dispatch on dispatch.message_id = message.id
      where customer_id = $1 order by at, template, dispatch.recipient`, [customerId])
    return rows
  }
  const briefly = async (customerId: string) => (await told(customerId)).map(({ template, to }) => [template, to])

  it('leave a paperless account an e-mail address, where its bills go', async () => {
    const { account: { billingAccountId }, rows: [email] } = await open(['email', 'ana@example.org'])
    const intoPhone = () => change({ ...(email as ContactMedium), mediumType: 'phone' }, '+19145550188')
    await expect(intoPhone()).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'mediumType', message: 'paperless' }] } })
    expect(await readRows(store.db, 'contactMedium', [(email as ContactMedium).id])).toMatchObject([{ mediumType: 'email', value: 'ana@example.org' }])
    await store.db.updateTable('billingAccount').set({ paperless: false }).where('id', '=', billingAccountId).execute()
    await intoPhone()
  })

  it('of an e-mail address are told at the old one and at the phone', async () => {
    const { account: { customerId }, rows: [email] } = await open(['email', 'ana@example.org'], ['phone', '+19145550123'])
    await change(email as ContactMedium, 'thief@example.com')
    expect(await briefly(customerId)).toEqual([['contactChanged', '+19145550123'], ['contactChanged', 'ana@example.org']])
    expect(JSON.stringify(await told(customerId))).not.toContain('thief')
  })

  it('of one that was not preferred are told there as well', async () => {
    const { account: { customerId }, rows: [, second] } = await open(['email', 'ana@example.org'], ['email', 'old@example.org', { preferred: false }])
    await change(second as ContactMedium, 'thief@example.com')
    expect(await briefly(customerId)).toEqual([['contactChanged', 'ana@example.org'], ['contactChanged', 'old@example.org']])
  })

  it('that redirect what is written, with no value changed, are told where it went before', async () => {
    const { account: mail, rows: [, second] } = await open(['email', 'ana@example.org'], ['email', 'thief@example.com', { preferred: false }], ['phone', '+19145550123'])
    await change({ ...(second as ContactMedium), preferred: true }, 'thief@example.com')
    expect(await briefly(mail.customerId)).toEqual([['contactChanged', '+19145550123'], ['contactChanged', 'ana@example.org']])
    const { account: phone, rows: [mobile] } = await open(['phone', '+19145550126'])
    await change({ ...(mobile as ContactMedium), use: 'home' }, '+19145550126')
    expect(await briefly(phone.customerId)).toEqual([['contactChanged', '+19145550126']])
  })

  it('that add a contact are told at the ones before it alone', async () => {
    const { account: { customerId } } = await open(['email', 'ana@example.org'], ['phone', '+19145550123'])
    await add(customerId, 'email', 'thief@example.com')
    expect(await briefly(customerId)).toEqual([['contactAdded', '+19145550123'], ['contactAdded', 'ana@example.org']])
    expect(JSON.stringify(await told(customerId))).not.toContain('thief')
  })

  it('are told to nobody where there was nobody, nor to a phone at home, nor when only the use is another', async () => {
    const { account: nobody } = await open()
    await add(nobody.customerId, 'email', 'first@example.org')
    expect(await briefly(nobody.customerId)).toEqual([])
    const { account: home, rows: [phone] } = await open(['phone', '+19145550124', { use: 'home' }])
    await change(phone as ContactMedium, '+19145550125')
    expect(await briefly(home.customerId)).toEqual([])
    const { account: same, rows: [email] } = await open(['email', 'ana@example.org'])
    await change({ ...(email as ContactMedium), use: 'work' }, 'ana@example.org')
    expect(await briefly(same.customerId)).toEqual([])
  })

  it('that are refused are told to nobody', async () => {
    const { account: { customerId }, rows: [email] } = await open(['email', 'ana@example.org'])
    await expect(change({ ...(email as ContactMedium), version: 7 }, 'thief@example.com')).rejects.toMatchObject({ code: 'conflict' })
    expect(await briefly(customerId)).toEqual([])
  })

  it('of autopay, paperless and methods are told, each once and only when it is another', async () => {
    const { account } = await open(['email', 'ana@example.org'])
    const { customerId, billingAccountId } = account
    const method = await addMethod(store, clock, account)
    const settings = async () => ({ commandId: newId(), customerId, billingAccountId, expectedVersion: (await readRows(store.db, 'billingAccount', [billingAccountId]))[0]?.version ?? 0 })
    await client.billing.setAutopay({ ...(await settings()), paymentMethodId: method.id })
    await client.billing.setAutopay({ ...(await settings()), paymentMethodId: null })
    await client.billing.setAutopay({ ...(await settings()), paymentMethodId: null })
    await client.billing.setPaperless({ ...(await settings()), paperless: true })
    await client.billing.setPaperless({ ...(await settings()), paperless: false })
    await client.billing.removePaymentMethod({ commandId: newId(), customerId, paymentMethodId: method.id, expectedVersion: method.version })
    expect((await briefly(customerId)).map(([template]) => template)).toEqual(['autopayOff', 'autopayOn', 'methodRemoved', 'paperlessOff'])
    expect(await briefly(customerId)).toEqual(expect.arrayContaining([['methodRemoved', 'ana@example.org']]))
  })
})
