import { isoInstant } from '#shared/kernel/clock.ts'
import { runCommand } from '../../../command.ts'
import { router } from '../../../http/router.ts'
import { operatorToday } from '../../../operator-day.ts'
import { readCustomer } from '../../../read-audited.ts'
import { writeAudit } from '../../../write-audit.ts'
import { listCalls } from './calls.queries.ts'
import { recordUsage } from './record-usage.ts'
import { topUpTerms } from './top-up-terms.ts'
import { takeBackTopUp, topUpUsage } from './top-ups.commands.ts'
import { changeUsageAlert, removeUsageAlert, setUsageAlert } from './usage-alerts.commands.ts'
import { usageDetail } from './usage.queries.ts'

export const usageRoutes = {
  detail: router.usage.detail.handler(({ context, input: { customerId } }) => {
    const { services } = context
    return readCustomer(context, customerId, (trx) => usageDetail(trx, customerId, { at: isoInstant(services.clock.now()), today: operatorToday(services) }))
  }),
  topUpTerms: router.usage.topUpTerms.handler(({ context, input: { customerId } }) =>
    readCustomer(context, customerId, (trx) => topUpTerms(trx, context.services, customerId, operatorToday(context.services)))),
  calls: router.usage.calls.handler(({ context, input }) => readCustomer(context, input.customerId, (trx) => listCalls(trx, input))),
  setAlert: router.usage.setAlert.handler(({ context, input }) =>
    runCommand(context, input, setUsageAlert, ({ alertId, threshold, channel }) => ({ alertId, ...threshold, channel }))),
  changeAlert: router.usage.changeAlert.handler(({ context, input }) =>
    runCommand(context, input, changeUsageAlert, ({ alertId, threshold, channel }) => ({ alertId, ...threshold, channel }))),
  removeAlert: router.usage.removeAlert.handler(({ context, input }) => runCommand(context, input, removeUsageAlert, ({ alertId }) => ({ alertId }))),
  topUp: router.usage.topUp.handler(({ context, input }) =>
    runCommand(context, input, topUpUsage, ({ topUpId, offer, total }) => ({ topUpId, offer, total }))),
  takeBackTopUp: router.usage.takeBackTopUp.handler(({ context, input }) => runCommand(context, input, takeBackTopUp, ({ topUpId }) => ({ topUpId }))),
  record: router.usage.record.handler(({ context, input: { records } }) => {
    const { services, asked, signedIn } = context
    return recordUsage(services, records, (trx, { changed, refused }) =>
      writeAudit(trx, services.clock, { action: asked.action, by: signedIn(), detail: { records: records.length, changed, refused: refused.length } }))
  }),
}
