/** A crossed threshold in the customer's own language, to the contact of record of the kind that they chose. */
import type { UsageAlertEvent } from '#shared/features/usage/usage.schema.ts'
import { queueMessage } from '../../../messages/queue-message.ts'
import type { Services } from '../../../services.ts'
import type { Transaction } from '../../../store/store.ts'
import { getAddressee, lastFourOf, listReach } from '../../customers/contacts.queries.ts'
import type { DatedCycle } from './usage.queries.ts'

type Told = { event: Omit<UsageAlertEvent, 'delivery'>; cycle: DatedCycle }

/** @returns what the event says of its delivery */
export async function tellCustomer(trx: Transaction, { clock }: Pick<Services, 'clock'>, { event, cycle }: Told): Promise<UsageAlertEvent['delivery']> {
  const { customerId, channel, direction, unit, amount, usedMegabytes } = event
  const reach = (await listReach(trx, customerId)).find((medium) => medium.channel === channel)
  if (!reach) return 'noContact'
  const { language, accountNumber } = await getAddressee(trx, customerId)
  const params = { lastFour: lastFourOf(accountNumber), used: { megabytes: usedMegabytes }, periodEnd: cycle.periodEnd }
  const to = { customerId, channel, to: reach.to, language, by: null }
  if (unit === 'gigabytes')
    await queueMessage(trx, clock, { ...to, template: direction === 'over' ? 'usageOverAmount' : 'usageUnderAmount', params: { ...params, threshold: { megabytes: amount * 1_000 } } })
  else
    await queueMessage(trx, clock, { ...to, template: direction === 'over' ? 'usageOverShare' : 'usageUnderShare', params: { ...params, share: String(amount) } })
  return 'queued'
}
