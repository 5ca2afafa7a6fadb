/** Another plan is another allowance for the running cycle, and may bring a customer over or back under a threshold. */
import type { RowsByStream } from '#shared/features/sync/sync.schema.ts'
import type { Services } from '../../../services.ts'
import { readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { fireUsageAlerts } from './fire-usage-alerts.ts'
import { settleCycles } from './usage-cycles.ts'
import { findCycle } from './usage.queries.ts'

type Changed = Pick<RowsByStream, 'usageConsumption' | 'usageAlertEvent'>

/** For whoever has changed products, under the customer's lock. @returns what the desks must learn; nothing where it makes no difference */
export async function followPlan(trx: Transaction, services: Pick<Services, 'clock'>, customerId: string, { at, today }: { at: string; today: string }): Promise<Changed> {
  const cycle = await findCycle(trx, customerId, today)
  if (!cycle || (await settleCycles(trx, [cycle.id], today)).length === 0) return {}
  const usageAlertEvent = await fireUsageAlerts(trx, services, { customerIds: [customerId], at, today })
  return { usageConsumption: await readRows(trx, 'usageConsumption', [cycle.id]), usageAlertEvent }
}
