/** Tells customers whose use has crossed a threshold of theirs, and those who are back under one. */
import { groupBy } from '#shared/kernel/group-by.ts'
import { newId } from '#shared/kernel/ids.ts'
import type { UsageAlert, UsageAlertEvent } from '#shared/features/usage/usage.schema.ts'
import type { Services } from '../../../services.ts'
import { bulkInsert } from '../../../store/bulk-insert.ts'
import type { Transaction } from '../../../store/store.ts'
import { alertSteps, toldSteps } from './usage-alert-steps.ts'
import { tellCustomer } from './tell-customer.ts'
import { findCycle, type DatedCycle } from './usage.queries.ts'

type Occasion = { at: string; today: string; /** An alert that is being set: what is crossed already is no news. */ justSet?: string }

/** Of the running cycle alone: about one that is over nothing can be done. The caller holds the customers' locks. */
export async function fireUsageAlerts(trx: Transaction, services: Pick<Services, 'clock'>, { customerIds, ...occasion }: Occasion & { customerIds: readonly string[] }): Promise<UsageAlertEvent[]> {
  const alerts = await trx.selectFrom('usageAlert').select(['id', 'customerId', 'version', 'unit', 'amount', 'channel', 'state', 'setAt', 'setBy'])
    .where('customerId', 'in', customerIds).where('state', '=', 'active').where('removedAt', 'is', null).execute()
  const fired: UsageAlertEvent[] = []
  for (const [customerId, own] of groupBy(alerts, (alert) => alert.customerId)) {
    const cycle = await findCycle(trx, customerId, occasion.today)
    if (cycle) fired.push(...(await fireForOne(trx, services, { ...occasion, alerts: own, cycle })))
  }
  await bulkInsert(trx, 'usageAlertEvent', fired)
  return fired
}

type ForOne = Occasion & { alerts: readonly UsageAlert[]; cycle: DatedCycle }

async function fireForOne(trx: Transaction, services: Pick<Services, 'clock'>, { alerts, cycle, at, justSet }: ForOne): Promise<UsageAlertEvent[]> {
  const events = await trx.selectFrom('usageAlertEvent').selectAll().where('customerId', '=', cycle.customerId).where('usageConsumptionId', '=', cycle.id).execute()
  const steps = alertSteps({ alerts, events, cycle })
  const told = toldSteps(steps.filter(({ alert }) => alert.id !== justSet))
  const fired: UsageAlertEvent[] = []
  for (const step of steps) {
    const { alert, direction, generation } = step
    const { usedMegabytes, allowanceMegabytes } = cycle
    const event = {
      id: newId(services.clock), customerId: cycle.customerId, version: 1, usageConsumptionId: cycle.id, usageAlertId: alert.id, unit: alert.unit, amount: alert.amount,
      direction, generation, at, usedMegabytes, allowanceMegabytes, channel: alert.channel,
    }
    const delivery = alert.id === justSet ? 'known' : told.has(step) ? await tellCustomer(trx, services, { event, cycle }) : 'covered'
    fired.push({ ...event, delivery })
  }
  return fired
}
