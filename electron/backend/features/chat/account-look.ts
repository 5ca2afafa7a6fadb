/**
 * Who looks into an account for a chat has a line of that in the audit: once in a conversation, or a list that is asked for at every slash
 * would fill it. Where they have opened the account since it began, as every desk does beside it, that is the line.
 */
import { sql } from 'kysely'
import type { Services, SignedIn } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { lockConversation, type Conversation } from './conversations.ts'

/** An account that somebody opened: told by the backend that gave it, or by the desk that had it. */
const OPENED = ['sync.account', 'audit.recordAccountRead']
const ACTION = 'chat.replies'
type Look = { conversation: Pick<Conversation, 'id' | 'begunAt'>; customerId: string; by: SignedIn }

/** Written before anything is answered; of two who ask at one moment one is second. */
export async function auditLook({ store, clock }: Pick<Services, 'store' | 'clock'>, look: Look): Promise<void> {
  if (await isTold(store.db, look)) return
  await store.db.transaction().execute(async (trx) => {
    await lockConversation(trx, look.conversation.id)
    if (await isTold(trx, look)) return
    await writeAudit(trx, clock, { action: ACTION, by: look.by, customerId: look.customerId, detail: { conversationId: look.conversation.id } })
  })
}

async function isTold(db: Queryable, { conversation, customerId, by }: Look): Promise<boolean> {
  const told = await db.selectFrom('auditEntry').select('id').where('customerId', '=', customerId).where('at', '>=', conversation.begunAt).where('agentId', '=', by.agent.id).where('outcome', '=', 'allowed')
    .where((where) => where.or([where('action', 'in', OPENED), where.and([where('action', '=', ACTION), where(sql<string>`detail ->> 'conversationId'`, '=', conversation.id)])])).limit(1).executeTakeFirst()
  return told !== undefined
}
