/**
 * Who looks into an account for canned replies has a line of that in the audit: once in a conversation, or in a contact, or a list that is
 * asked for at every slash would fill it. Where they have opened the account since then, as every desk does, that is the line.
 */
import { sql } from 'kysely'
import type { Services, SignedIn } from '../../services.ts'
import type { Queryable } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { lockEvenErased } from '../customers/customers.queries.ts'
import { lockConversation } from './conversations.ts'

/** An account that somebody opened: told by the backend that gave it, or by the desk that had it. */
const OPENED = ['sync.account', 'audit.recordAccountRead']
const ACTION = 'chat.replies'
/** `conversationId`: null of an account that is open by itself. `since`: what was told before it is not this look. */
type Look = { customerId: string; conversationId: string | null; since: string; by: SignedIn }

/** Written before anything is answered; of two who ask at one moment one is second. */
export async function auditLook({ store, clock }: Pick<Services, 'store' | 'clock'>, look: Look): Promise<void> {
  if (await isTold(store.db, look)) return
  const { customerId, conversationId, by } = look
  await store.db.transaction().execute(async (trx) => {
    if (conversationId === null) await lockEvenErased(trx, customerId)
    else await lockConversation(trx, conversationId)
    if (!(await isTold(trx, look))) await writeAudit(trx, clock, { action: ACTION, by, customerId, detail: conversationId === null ? {} : { conversationId } })
  })
}

async function isTold(db: Queryable, { customerId, conversationId, since, by }: Look): Promise<boolean> {
  const told = db.selectFrom('auditEntry').select('id').where('customerId', '=', customerId).where('at', '>=', since).where('agentId', '=', by.agent.id).where('outcome', '=', 'allowed')
    .where((where) => where.or([where('action', 'in', OPENED), where.and([where('action', '=', ACTION), ...(conversationId === null ? [] : [where(sql<string>`detail ->> 'conversationId'`, '=', conversationId)])])]))
  return (await told.limit(1).executeTakeFirst()) !== undefined
}
