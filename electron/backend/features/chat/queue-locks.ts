/**
 * Of two who set queues up the later one sees what the first has done; and nobody comes into a queue that is being closed: whoever sends
 * somebody there has its row first. Queues are locked behind conversations and before agents.
 */
import { sql } from 'kysely'
import type { Transaction } from '../../store/store.ts'

export const lockQueueSetup = async (trx: Transaction): Promise<void> => void (await sql`lock table chat_queue in share row exclusive mode`.execute(trx))

/** Until the end of the transaction none of these is closed. @returns those of them that are not */
export async function holdOpenQueues(trx: Transaction, queueIds: readonly string[]): Promise<Set<string>> {
  if (queueIds.length === 0) return new Set()
  const rows = await trx.selectFrom('chatQueue').select('id').where('id', 'in', [...new Set(queueIds)]).where('active', '=', true).orderBy('id').forShare().execute()
  return new Set(rows.map(({ id }) => id))
}
