/**
 * Tells customers that it is over, as was promised to them: one after the other, each in a transaction in which the message is
 * written and the report says so, so that nobody is told twice and nobody is forgotten, whoever dies in between.
 */
import { isoInstant } from '#shared/kernel/clock.ts'
import { toAppError } from '../../http/errors.ts'
import { queueMessage } from '../../messages/queue-message.ts'
import { createQueueWorker, listenAndWork, type QueueWorker } from '../../queue-worker.ts'
import type { Services } from '../../services.ts'
import { announceChange } from '../../store/announce.ts'
import type { Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf, listReach } from '../customers/contacts.queries.ts'
import { RESTORED_CHANNEL } from './problems.commands.ts'

type Due = { id: string; customerId: string; version: number; restoredAt: string }

export const openRestorationWorker = (services: Services): Promise<QueueWorker> => listenAndWork(services, RESTORED_CHANNEL, createRestorationWorker(services))

/** Without ears and timers. */
export function createRestorationWorker(services: Services): QueueWorker {
  return createQueueWorker<Due, 'done'>(services, {
    lanes: 1,
    claim: async (trx) => {
      const due = await findDue(trx)
      if (due) await tellRestored(trx, services, due)
      return due
    },
    perform: () => Promise.resolve('done'),
    settle: () => Promise.resolve(),
    onFault: (error) => void toAppError(error, services.log),
  })
}

/** A part is over when the one that speaks for it is. */
async function findDue(trx: Transaction): Promise<Due | null> {
  const found = await trx.selectFrom('serviceProblemReport as report')
    .innerJoin('serviceProblem as problem', 'problem.id', 'report.problemId')
    .leftJoin('serviceProblem as parent', 'parent.id', 'problem.parentId')
    .select(['report.id', 'report.customerId', 'report.version', ({ fn }) => fn.coalesce('parent.restoredAt', 'problem.restoredAt').as('restoredAt')])
    .where('report.tell', '=', 'waiting').where('report.removedAt', 'is', null)
    .where(({ eb, and, or }) => or([and([eb('problem.parentId', 'is', null), eb('problem.restoredAt', 'is not', null)]), eb('parent.restoredAt', 'is not', null)]))
    .orderBy('report.id').limit(1).forUpdate('report').skipLocked().executeTakeFirst()
  return found && found.restoredAt !== null ? { ...found, restoredAt: found.restoredAt } : null
}

/** By text message, which is read at once; by e-mail where there is no mobile phone. */
async function tellRestored(trx: Transaction, { clock }: Services, { id, customerId, version, restoredAt }: Due): Promise<void> {
  const reach = await listReach(trx, customerId)
  const by = reach.find(({ channel }) => channel === 'sms') ?? reach[0]
  if (by) {
    const { language, accountNumber } = await getAddressee(trx, customerId)
    await queueMessage(trx, clock, { customerId, ...by, language, template: 'problemRestored', params: { lastFour: lastFourOf(accountNumber), at: restoredAt }, by: null })
  }
  await trx.updateTable('serviceProblemReport').set({ version: version + 1, ...(by ? { tell: 'told', toldAt: isoInstant(clock.now()) } : { tell: 'unreached' }) }).where('id', '=', id).execute()
  await announceChange(trx, ['serviceProblemReport'], [customerId])
}
