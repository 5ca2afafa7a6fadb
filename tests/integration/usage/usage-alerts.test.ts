/** Each threshold is told once for each turn, to the contact of record, whoever and however many see it cross. */
import fc from 'fast-check'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { newId } from '../../../shared/kernel/ids.ts'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import type { UsageAlert, UsageAlertEvent } from '../../../shared/features/usage/usage.schema.ts'
import { lockCustomer } from '../../../electron/backend/features/customers/customers.queries.ts'
import { followPlan } from '../../../electron/backend/features/billing/usage/follow-plan.ts'
import { alertSteps, toldSteps } from '../../../electron/backend/features/billing/usage/usage-alert-steps.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { storeKinds } from '../../support/stores.ts'
import { alertOf, crossedOf, dayOfUse, faultsInUsage, firstOf, openUser, openUsing, percent, type User, type Using } from '../../support/using.ts'

describe.each(storeKinds)('usage alerts on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let using: Using
  let by: SignedIn
  beforeAll(async () => void ({ store, using, by } = await openUsing(kind, clock)))
  afterAll(async () => {
    expect(await faultsInUsage(store)).toEqual([])
    await store.close()
  })
  /** The total of the cycle is this from now on. A moment later, so that what follows it is in order. */
  const uses = (user: User, megabytes: number) => {
    clock.advance(1_000)
    return using.record(dayOfUse(user, '2026-11-10', megabytes, isoInstant(clock.now())))
  }
  const messagesOf = async ({ customerId }: User) => {
    const rows = await store.db.selectFrom('communicationMessage as message').innerJoin('messageDispatch as dispatch', 'dispatch.messageId', 'message.id')
      .select(['message.template', 'message.channel', 'dispatch.recipient', 'dispatch.params']).where('message.customerId', '=', customerId).orderBy('message.at').orderBy('message.id').execute()
    // A jsonb column: the driver has parsed it already.
    return rows.map((row) => ({ ...row, params: row.params as unknown as Record<string, unknown> }))
  }

  it('tells once when it is crossed, and once when a correction brings them back under it', async () => {
    const user = await openUser(store)
    await using.set(by, alertOf(user, percent(90)))
    await uses(user, 1_079_999)
    expect(await crossedOf(store, user)).toEqual([])
    await uses(user, 1_080_000)
    await uses(user, 1_100_000)
    expect(await crossedOf(store, user)).toEqual(['percent 90 over 1 queued'])
    await uses(user, 900_000)
    await uses(user, 1_090_000)
    expect(await crossedOf(store, user)).toEqual(['percent 90 over 1 queued', 'percent 90 under 1 queued', 'percent 90 over 2 queued'])
    const sent = await messagesOf(user)
    expect(sent.map(({ template, channel, recipient }) => [template, channel, recipient])).toEqual([
      ['usageOverShare', 'email', 'ana@example.org'], ['usageUnderShare', 'email', 'ana@example.org'], ['usageOverShare', 'email', 'ana@example.org'],
    ])
    expect(sent[0]?.params).toMatchObject({ share: '90', used: { megabytes: 1_080_000 }, periodEnd: '2026-12-04' })
  })

  it('says several that are crossed at once with one message for each way of telling', async () => {
    const user = await openUser(store)
    for (const amount of [50, 75, 90]) await using.set(by, alertOf(user, percent(amount)))
    await using.set(by, alertOf(user, { unit: 'gigabytes', amount: 800 }, { channel: 'sms' }))
    await uses(user, 1_000_000)
    expect((await crossedOf(store, user)).sort()).toEqual(['gigabytes 800 over 1 queued', 'percent 50 over 1 covered', 'percent 75 over 1 queued'])
    expect((await messagesOf(user)).map(({ template, channel }) => `${channel} ${template}`).sort()).toEqual(['email usageOverShare', 'sms usageOverAmount'])
    await uses(user, 100_000)
    const told = (await messagesOf(user)).map(({ template, params }) => `${template} ${JSON.stringify(params['share'] ?? params['threshold'])}`)
    expect(told.slice(2).sort()).toEqual(['usageUnderAmount {"megabytes":800000}', 'usageUnderShare "50"'])
  })

  it('is no news when it is set above what is used already; the next turn is', async () => {
    const user = await openUser(store)
    await uses(user, 700_000)
    const alert = firstOf(await using.set(by, alertOf(user, percent(50))), 'usageAlert')
    expect(await crossedOf(store, user)).toEqual(['percent 50 over 1 known'])
    await uses(user, 500_000)
    expect(await crossedOf(store, user)).toEqual(['percent 50 over 1 known', 'percent 50 under 1 queued'])
    // Taken away and set anew it is not told a second time for the same turn.
    await uses(user, 700_000)
    await using.remove(by, { commandId: newId(clock), customerId: user.customerId, alertId: alert.id, expectedVersion: alert.version })
    await using.set(by, alertOf(user, percent(50)))
    await uses(user, 710_000)
    expect(await crossedOf(store, user)).toEqual(['percent 50 over 1 known', 'percent 50 under 1 queued', 'percent 50 over 2 queued'])
  })

  it('is told to nobody where no contact of that kind is known, and that is said', async () => {
    const user = await openUser(store, { media: false })
    await using.set(by, alertOf(user, percent(50), { channel: 'sms' }))
    await uses(user, 700_000)
    expect(await crossedOf(store, user)).toEqual(['percent 50 over 1 noContact'])
    expect(await messagesOf(user)).toEqual([])
  })

  it('is of the running cycle: what comes late about the one before tells nobody', async () => {
    const user = await openUser(store)
    await using.set(by, alertOf(user, { unit: 'gigabytes', amount: 1 }))
    await using.record(dayOfUse(user, '2026-10-20', 5_000_000))
    expect(await crossedOf(store, user)).toEqual([])
  })

  it('is changed and removed upon the version that was seen; the same threshold twice, a share of no limit and a closed account are refused', async () => {
    const user = await openUser(store)
    await uses(user, 10)
    const alert = firstOf(await using.set(by, alertOf(user, percent(90))), 'usageAlert')
    const step = { commandId: newId(clock), customerId: user.customerId, alertId: alert.id, expectedVersion: 1 }
    await expect(using.set(by, alertOf(user, percent(90)))).rejects.toMatchObject({ code: 'conflict', data: { stream: 'usageAlert', current: { id: alert.id } } })
    const changed = firstOf(await using.change(by, { ...step, threshold: { unit: 'percent', amount: 80 }, channel: 'sms' }), 'usageAlert')
    expect(changed).toMatchObject({ version: 2, amount: 80, channel: 'sms' })
    await expect(using.remove(by, { ...step, commandId: newId(clock) })).rejects.toMatchObject({ code: 'conflict', data: { current: { version: 2 } } })
    expect(firstOf(await using.remove(by, { ...step, commandId: newId(clock), expectedVersion: 2 }), 'usageAlert')).toMatchObject({ state: 'removed' })
    const unlimited = await openUser(store, { products: [{ offeringCode: 'internet-1-gig', startedOn: '2024-01-01' }] })
    await uses(unlimited, 10)
    await expect(using.set(by, alertOf(unlimited, percent(90)))).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'threshold', message: 'unlimited' }] } })
    await using.set(by, alertOf(unlimited, { unit: 'gigabytes', amount: 500 }))
    await expect(using.set(by, alertOf(await openUser(store, { status: 'closed' }), percent(90)))).rejects.toMatchObject({ data: { issues: [{ path: 'customerId', message: 'closedAccount' }] } })
    await expect(using.remove(by, { ...step, commandId: newId(clock), customerId: unlimited.customerId })).rejects.toMatchObject({ code: 'notFound' })
  })

  it('follows the plan: a larger allowance brings them back under, a plan without a limit too', async () => {
    const user = await openUser(store)
    await using.set(by, alertOf(user, percent(90)))
    await uses(user, 1_100_000)
    const changePlan = (offeringCode: string) => store.db.transaction().execute(async (trx) => {
      await lockCustomer(trx, user.customerId)
      await trx.updateTable('product').set({ offeringCode }).where('customerId', '=', user.customerId).where('kind', '=', 'internet').execute()
      return followPlan(trx, using.services, user.customerId, { at: isoInstant(clock.now()), today: '2026-11-23' })
    })
    clock.advance(1_000)
    expect(await changePlan('internet-1-gig')).toMatchObject({ usageConsumption: [{ allowanceMegabytes: null }], usageAlertEvent: [{ direction: 'under', generation: 1 }] })
    expect(await changePlan('internet-1-gig')).toEqual({})
    expect(await crossedOf(store, user)).toEqual(['percent 90 over 1 queued', 'percent 90 under 1 queued'])
  })

  it('is told once though many nodes are told of the same use at once', async () => {
    const user = await openUser(store)
    await using.set(by, alertOf(user, percent(90)))
    await Promise.all(Array.from({ length: 12 }, (_, at) => using.record(dayOfUse(user, '2026-11-10', 1_100_000 + (at % 3), `2026-11-11T1${at % 3}:00:00.000Z`))))
    expect(await crossedOf(store, user)).toEqual(['percent 90 over 1 queued'])
    expect(await messagesOf(user)).toHaveLength(1)
    // The control: the database itself takes no second one.
    await expect(store.pool.query(`insert into usage_alert_event select gen_random_uuid(), customer_id, 1, usage_consumption_id, usage_alert_id, unit, amount, direction, generation, at, used_megabytes, allowance_megabytes, channel, delivery
      from usage_alert_event where customer_id = $1`, [user.customerId])).rejects.toMatchObject({ constraint: 'usage_alert_event_once' })
  })
})

describe('the steps of thresholds', () => {
  const alert = (unit: UsageAlert['unit'], amount: number, channel: UsageAlert['channel'] = 'email'): UsageAlert =>
    ({ id: `${unit}${amount}`, customerId: '', version: 1, unit, amount, channel, state: 'active', setAt: '', setBy: '' })

  it('take turns for each threshold, whatever use and allowance do', () => {
    const alerts = [alert('percent', 50), alert('percent', 100), alert('gigabytes', 3, 'sms')]
    const moment = fc.record({ usedMegabytes: fc.nat(12_000), allowanceMegabytes: fc.option(fc.integer({ min: 1, max: 10_000 }), { nil: null }) })
    fc.assert(fc.property(fc.array(moment, { maxLength: 20 }), (moments) => {
      const events: UsageAlertEvent[] = []
      for (const cycle of moments) {
        const steps = alertSteps({ alerts, events, cycle })
        events.push(...steps.map(({ alert: { unit, amount }, direction, generation }) => ({ unit, amount, direction, generation }) as UsageAlertEvent))
        // Once more at the same moment is nothing more.
        expect(alertSteps({ alerts, events, cycle })).toEqual([])
        const told = [...toldSteps(steps)]
        expect(new Set(told.map(({ alert: { channel }, direction }) => channel + direction)).size).toBe(told.length)
      }
      for (const { unit, amount } of alerts) {
        const own = events.filter((event) => event.unit === unit && event.amount === amount)
        expect(own.map(({ direction, generation }) => `${direction}${generation}`)).toEqual(own.map((_, at) => `${at % 2 === 0 ? 'over' : 'under'}${Math.floor(at / 2) + 1}`))
      }
    }))
  })
})
