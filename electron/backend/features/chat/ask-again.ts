/** Each question rings at a colleague's desk: whoever has just said no, or nothing, is left alone for a while. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { ASK_AGAIN_MS } from '#shared/features/chat/chat-times.ts'
import type { Transaction } from '../../store/store.ts'

type Asked = { conversationId: string; agentId: string; /** Since when they take chats. */ statusAt: string }
/**
 * Of one conversation, under its lock. What was said to another holder, or before they came back to their desk, was another question.
 * @throws AppError `limitExceeded`: `left` is for how many seconds still
 */
export async function requireRested(trx: Transaction, { conversationId, agentId, statusAt }: Asked, now: number): Promise<void> {
  const { acceptedAt } = await trx.selectFrom('chatAssignment').select('acceptedAt').where('conversationId', '=', conversationId).where('endedAt', 'is', null).executeTakeFirstOrThrow()
  const no = await trx.selectFrom('chatNote').select('at').where('conversationId', '=', conversationId).where('agentId', '=', agentId).where('kind', 'in', ['inviteDeclined', 'inviteMissed'])
    .where('at', '>', isoInstant(now - ASK_AGAIN_MS)).where('at', '>=', statusAt).where('at', '>=', acceptedAt).orderBy('sequence', 'desc').limit(1).executeTakeFirst()
  if (no) throw new AppError('limitExceeded', { limit: ASK_AGAIN_MS / 1_000, left: Math.ceil((Date.parse(no.at) + ASK_AGAIN_MS - now) / 1_000), unit: 'secondsToAskAgain' })
}
