/** A message that was left and the ticket that it has become end together. */
import type { Transaction } from '../../store/store.ts'

/** Its ticket was closed: nobody answers it any more. Nothing where it came of no message, or that one is done. */
export async function settleMessageOf(trx: Transaction, ticketId: string, { at, by, text }: { at: string; by: string; text: string }): Promise<void> {
  await trx.updateTable('chatLeftMessage').set((set) => ({ doneAt: at, doneBy: by, doneText: text, disposition: 'resolved', version: set('version', '+', 1) }))
    .where('ticketId', '=', ticketId).where('doneAt', 'is', null).execute()
}
