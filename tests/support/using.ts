/** What the tests of usage have in common: a customer on a plan with a limit, what meters say of them, and commands without HTTP before them. */
import { newId } from '../../shared/kernel/ids.ts'
import type { Clock } from '../../shared/kernel/clock.ts'
import type { Permission } from '../../shared/features/session/session.schema.ts'
import type { ChangeUsageAlert, RemoveUsageAlert, SetUsageAlert, TakeBackTopUp, TopUpUsage, UsageRecord, UsageThreshold } from '../../shared/features/usage/usage.schema.ts'
import type { Row, StreamName } from '../../shared/features/sync/streams.ts'
import type { CommandResult } from '../../shared/features/sync/sync.schema.ts'
import { demoCatalog } from '../../electron/backend/demo/catalog.ts'
import { townRates } from '../../electron/backend/demo/taxes.ts'
import { demoTopUpOffers, demoUnlimitedOfferings } from '../../electron/backend/demo/usage.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { insertOfferings } from '../../electron/backend/features/billing/catalog/catalog.queries.ts'
import { recordUsage } from '../../electron/backend/features/billing/usage/record-usage.ts'
import { topUpTerms } from '../../electron/backend/features/billing/usage/top-up-terms.ts'
import { takeBackTopUp, topUpUsage } from '../../electron/backend/features/billing/usage/top-ups.commands.ts'
import { changeUsageAlert, removeUsageAlert, setUsageAlert } from '../../electron/backend/features/billing/usage/usage-alerts.commands.ts'
import { findCycle, usageDetail, type DatedCycle } from '../../electron/backend/features/billing/usage/usage.queries.ts'
import { operatorToday } from '../../electron/backend/operator-day.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { bulkInsert } from '../../electron/backend/store/bulk-insert.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { openBilledCustomer, type BilledCustomer } from './billed-accounts.ts'
import { hire, servicesOf, sound } from './direct-commands.ts'
import { makeRow } from './rows.ts'
import { openTestStore, type StoreKind } from './stores.ts'

/** The demo's catalog, taxes and offers of extra data. */
export async function openUsageStore(store: Store): Promise<void> {
  await store.db.transaction().execute(async (trx) => {
    await insertOfferings(trx, demoCatalog('2026-11-23'))
    await trx.insertInto('taxRate').values([...townRates('Yonkers')]).execute()
    await trx.insertInto('usageTopUpOffer').values(demoTopUpOffers).execute()
    await trx.insertInto('usageUnlimitedOffering').values(demoUnlimitedOfferings).execute()
  })
}

/** A store with all that, its commands, and an agent who gives them. */
export async function openUsing(kind: StoreKind, clock: Clock) {
  const store = await openTestStore(kind, clock)
  await openUsageStore(store)
  return { store, using: usingOf(store, clock), by: await hire(store, clock, 'agent') }
}

export type User = { customerId: string; accountNumber: string }

/** On `Internet 500` with 1,200 GB, the cycle from the 5th, reached by mail and text, unless said otherwise. */
export async function openUser(store: Store, { media = true, ...more }: Partial<BilledCustomer> & { media?: boolean } = {}): Promise<User> {
  const products = [{ name: 'Internet 500', offeringCode: 'internet-500', monthlyPrice: 7_999, startedOn: '2024-01-01' }]
  const customerId = await openBilledCustomer(store, { cycleDay: 5, nextBillDate: '2026-12-05', products, ...more })
  if (media) await store.db.transaction().execute((trx) => bulkInsert(trx, 'contactMedium', [
    makeRow('contactMedium', { customerId, mediumType: 'email', use: 'home', value: 'ana@example.org' }), makeRow('contactMedium', { customerId }),
  ]))
  const { accountNumber } = await store.db.selectFrom('customer').select('accountNumber').where('id', '=', customerId).executeTakeFirstOrThrow()
  return { customerId, accountNumber }
}

/** Measured right then, unless said otherwise. */
export const dayOfUse = ({ accountNumber }: User, day: string, megabytes: number, measuredAt = `${day}T23:00:00.000Z`): UsageRecord => ({ accountNumber, day, megabytes, measuredAt })

export type Using = ReturnType<typeof usingOf>

export function usingOf(store: Store, clock: Clock) {
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => async (by: SignedIn, input: I): Promise<CommandResult> =>
    sound(await runCommand({ services, signedIn: () => by, asked: { action: `usage.${name}`, permission, verification: 'unverified' } }, input, effect))
  const today = () => operatorToday(services)
  const commands = {
    set: command<SetUsageAlert>('setAlert', 'customers.edit', setUsageAlert),
    change: command<ChangeUsageAlert>('changeAlert', 'customers.edit', changeUsageAlert),
    remove: command<RemoveUsageAlert>('removeAlert', 'customers.edit', removeUsageAlert),
    topUp: command<TopUpUsage>('topUp', 'usage.topUp', topUpUsage),
    takeBack: command<TakeBackTopUp>('takeBackTopUp', 'usage.topUp', takeBackTopUp),
  }
  return {
    ...commands,
    services,
    today,
    record: (...records: UsageRecord[]) => recordUsage(services, records),
    terms: (customerId: string) => store.db.transaction().execute((trx) => topUpTerms(trx, services, customerId, today())),
    detail: (customerId: string) => store.db.transaction().execute((trx) => usageDetail(trx, customerId, { at: '2026-11-23T16:30:00.000Z', today: today() })),
    cycle: async (customerId: string, day = today()): Promise<DatedCycle> => (await findCycle(store.db, customerId, day)) as DatedCycle,
    /** At what is shown. */
    buy: async (by: SignedIn, { customerId }: User, code: string, more: Partial<TopUpUsage> = {}) => {
      const { usageConsumptionId, offers } = await store.db.transaction().execute((trx) => topUpTerms(trx, services, customerId, today()))
      const total = offers.find((offer) => offer.code === code)?.total ?? 0
      return commands.topUp(by, { commandId: newId(clock), customerId, topUpId: newId(clock), usageConsumptionId: usageConsumptionId ?? newId(), offer: code, total, ...more })
    },
  }
}

export const alertOf = ({ customerId }: User, threshold: UsageThreshold, more: Partial<SetUsageAlert> = {}): SetUsageAlert =>
  ({ commandId: newId(), customerId, alertId: newId(), threshold: threshold as SetUsageAlert['threshold'], channel: 'email', ...more })

export const percent = (amount: number): UsageThreshold => ({ unit: 'percent', amount })

export const firstOf = <S extends StreamName>({ rows }: CommandResult, stream: S): Row<S> => rows[stream]?.[0] as Row<S>

/** What was crossed in all, in the order of its turns: `percent 90 over 1 queued`. */
export async function crossedOf(store: Store, { customerId }: User): Promise<string[]> {
  const rows = await store.db.selectFrom('usageAlertEvent').selectAll().where('customerId', '=', customerId).orderBy('at').orderBy('generation').orderBy('direction').execute()
  return rows.map(({ unit, amount, direction, generation, delivery }) => `${unit} ${amount} ${direction} ${generation} ${delivery}`)
}

/** What the whole database must hold: sums are sums, no two cycles overlap, allowances are what was bought. @returns what does not */
export async function faultsInUsage(store: Store): Promise<unknown[]> {
  const { rows } = await store.pool.query(`
    select 'sum' as fault, cycle.id from usage_consumption cycle where exists (select from usage_day day where day.customer_id = cycle.customer_id and day.day between cycle.period_start and cycle.period_end)
      and used_megabytes <> (select sum(megabytes) from usage_day day where day.customer_id = cycle.customer_id and day.day between cycle.period_start and cycle.period_end)
    union all select 'day without a cycle', day.customer_id from usage_day day where not exists (select from usage_consumption cycle
      where cycle.customer_id = day.customer_id and day.day between cycle.period_start and cycle.period_end)
    union all select 'overlap', one.id from usage_consumption one join usage_consumption other on other.customer_id = one.customer_id and other.id <> one.id
      and daterange(one.period_start, one.period_end, '[]') && daterange(other.period_start, other.period_end, '[]') where one.period_start is not null and other.period_start is not null
    union all select 'top-ups', cycle.id from usage_consumption cycle where topped_up_megabytes <> (select coalesce(sum(megabytes), 0) from usage_top_up where usage_consumption_id = cycle.id and state = 'active')
    union all select 'charge', top_up.id from usage_top_up top_up where amount > 0
      and (select count(*) from one_time_charge where source_id = top_up.id and source = 'topUp' and amount = top_up.amount and (cancelled_at is null) = (top_up.state = 'active')) <> 1
    union all select 'charge of nothing', charge.id from one_time_charge charge where source = 'topUp' and not exists (select from usage_top_up where id = charge.source_id)`)
  return rows
}
