import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../../command.ts'
import { router, type RequestContext } from '../../../http/router.ts'
import { operatorToday } from '../../../operator-day.ts'
import type { Transaction } from '../../../store/store.ts'
import { writeAudit } from '../../../write-audit.ts'
import { getCustomer } from '../../customers/customers.queries.ts'
import { recordUsage } from './record-usage.ts'
import { topUpTerms } from './top-up-terms.ts'
import { takeBackTopUp, topUpUsage } from './top-ups.commands.ts'
import { changeUsageAlert, removeUsageAlert, setUsageAlert } from './usage-alerts.commands.ts'
import { usageDetail } from './usage.queries.ts'

/** Answer and audit are of one snapshot; what a desk fetches by itself is told apart from what somebody looked at. */
async function read<T>({ services, asked, background, signedIn }: RequestContext, customerId: string, work: (trx: Transaction) => Promise<T>): Promise<T> {
  return services.store.db.transaction().setIsolationLevel('repeatable read').execute(async (trx) => {
    await getCustomer(trx, customerId)
    const answer = await work(trx)
    await writeAudit(trx, services.clock, { action: asked.action, by: signedIn(), customerId, detail: { background } })
    return answer
  })
}

export const usageRoutes = {
  detail: router.usage.detail.handler(({ context, input: { customerId } }) => {
    const { services } = context
    return read(context, customerId, (trx) => usageDetail(trx, customerId, { at: isoInstant(services.clock.now()), today: operatorToday(services) }))
  }),
  topUpTerms: router.usage.topUpTerms.handler(({ context, input: { customerId } }) =>
    read(context, customerId, (trx) => topUpTerms(trx, context.services, customerId, operatorToday(context.services)))),
  setAlert: router.usage.setAlert.handler(({ context, input }) =>
    runCommand(context, input, setUsageAlert, ({ alertId, threshold, channel }) => ({ alertId, ...threshold, channel }))),
  changeAlert: router.usage.changeAlert.handler(({ context, input }) =>
    runCommand(context, input, changeUsageAlert, ({ alertId, threshold, channel }) => ({ alertId, ...threshold, channel }))),
  removeAlert: router.usage.removeAlert.handler(({ context, input }) => runCommand(context, input, removeUsageAlert, ({ alertId }) => ({ alertId }))),
  topUp: router.usage.topUp.handler(({ context, input }) =>
    runCommand(context, input, topUpUsage, ({ topUpId, offer, total }) => ({ topUpId, offer, total }))),
  takeBackTopUp: router.usage.takeBackTopUp.handler(({ context, input }) => runCommand(context, input, takeBackTopUp, ({ topUpId }) => ({ topUpId }))),
  record: router.usage.record.handler(async ({ context, input }) => {
    const { services, asked } = context
    const recorded = await recordUsage(services, input.records)
    const detail = { records: input.records.length, changed: recorded.changed, refused: recorded.refused.length }
    await writeAudit(services.store.db, services.clock, { action: asked.action, by: context.signedIn(), detail })
    return recorded
  }),
}
