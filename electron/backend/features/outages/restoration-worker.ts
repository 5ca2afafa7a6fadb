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
import { readRows } from '../../store/rows.ts'
import type { Transaction } from '../../store/store.ts'
import { getAddressee, lastFourOf, listReach } from '../customers/contacts.queries.ts'
import { RESTORED_CHANNEL } from './problems.commands.ts'
import { isInsideProblem } from './promises.ts'

type Due = { id: string; customerId: string; version: number; problemId: string; restoredAt: string }

export const openRestorationWorker = (services: Services): Promise<QueueWorker> => listenAndWork(services, RESTORED_CHANNEL, createRestorationWorker(services))

/** Without ears and timers. */
export function createRestorationWorker(services: Services): QueueWorker {
  return createQueueWorker<Due, 'done'>(services, {
    lanes: 1,
    claim: async (trx) => {
      const due = await findDue(trx)
      if (due) await settle(trx, services, due)
      return due
    },
    perform: () => Promise.resolve('done'),
    settle: () => Promise.resolve(),
    onFault: (error) => void toAppError(error, services.log),
  })
}

/** Reports are with the problem that speaks, so that a part's are with the whole. */
async function findDue(trx: Transaction): Promise<Due | null> {
  const found = await trx.selectFrom('serviceProblemReport as report')
    .innerJoin('serviceProblem as problem', 'problem.id', 'report.problemId')
    .select(['report.id', 'report.customerId', 'report.version', 'report.problemId', 'problem.restoredAt'])
    .where('report.tell', '=', 'waiting').where('report.removedAt', 'is', null).where('problem.restoredAt', 'is not', null)
    .orderBy('report.id').limit(1).forUpdate('report').skipLocked().executeTakeFirst()
  return found && found.restoredAt !== null ? { ...found, restoredAt: found.restoredAt } : null
}

/** Who has moved meanwhile, or whose node was taken out of it, is not told what is true of others. */
async function settle(trx: Transaction, services: Services, due: Due): Promise<void> {
  const [problem] = await readRows(trx, 'serviceProblem', [due.problemId])
  const inside = problem !== undefined && (await isInsideProblem(trx, problem, due.customerId))
  const told = inside ? await tellRestored(trx, services, due) : ({ tell: 'elsewhere' } as const)
  await trx.updateTable('serviceProblemReport').set({ version: due.version + 1, ...told }).where('id', '=', due.id).execute()
  await announceChange(trx, ['serviceProblemReport'], [due.customerId])
}

/** By text message, which is read at once; by e-mail where there is no mobile phone. */
async function tellRestored(trx: Transaction, { clock }: Services, { customerId, restoredAt }: Due): Promise<{ tell: 'told'; toldAt: string } | { tell: 'unreached' }> {
  const reach = await listReach(trx, customerId)
  const by = reach.find(({ channel }) => channel === 'sms') ?? reach[0]
  if (!by) return { tell: 'unreached' }
  const { language, accountNumber } = await getAddressee(trx, customerId)
  await queueMessage(trx, clock, { customerId, ...by, language, template: 'problemRestored', params: { lastFour: lastFourOf(accountNumber), at: restoredAt }, by: null })
  return { tell: 'told', toldAt: isoInstant(clock.now()) }
}
