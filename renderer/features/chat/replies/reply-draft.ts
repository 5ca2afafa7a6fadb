/** A canned reply while it is being typed: kept on this desk under the agent's name, as all drafts are. Upon which version it was begun stands beside it. */
import { isReplyName, MAX_REPLY_TEXT, replyName, unknownVariables } from '#shared/features/chat/canned-replies.ts'
import type { ChatReply, KeepReply } from '#shared/features/chat/replies.schema.ts'
import { isAppError } from '#shared/kernel/app-error.ts'
import { NO_CUSTOMER } from '#shared/features/workspace/no-customer.ts'
import { useDraft, type Draft } from '../../../app/draft.ts'

/** Without `typed` nothing is changed, and the rest means nothing. `id`: of a new one, from its first saving on, so that an answer that was lost makes no second one; else empty. */
export type ReplyDraft = { typed: boolean; id: string; name: string; english: string; spanish: string; upon: number }
export const noReplyDraft: ReplyDraft = { typed: false, id: '', name: '', english: '', spanish: '', upon: 0 }
export type ReplyField = 'name' | 'english' | 'spanish'

/** @param key of a reply; or of a new one, `new-own` or `new-shared` */
export const useReplyDraft = (key: string): Draft<ReplyDraft> =>
  useDraft({ customerId: NO_CUSTOMER, key: `reply:${key}`, empty: noReplyDraft, isEmpty: ({ typed }) => !typed, revive: reviveReplyDraft, merge: (typed) => typed })

/** From what was kept; null when it is none. */
export function reviveReplyDraft(stored: unknown): ReplyDraft | null {
  if (typeof stored !== 'object' || stored === null) return null
  const { id, name, english, spanish, upon } = stored as Record<string, unknown>
  return typeof name === 'string' && typeof english === 'string' && typeof spanish === 'string' && Number.isInteger(upon) && (upon as number) >= 0 ? { typed: true, id: typeof id === 'string' ? id : '', name, english, spanish, upon: upon as number } : null
}

/** What stands in the form: what was typed, or the reply as it is. */
export const formOf = (draft: ReplyDraft, reply: ChatReply | null): Omit<ReplyDraft, 'typed'> =>
  draft.typed ? draft : reply ? { id: '', name: reply.name, english: reply.english, spanish: reply.spanish, upon: reply.version } : noReplyDraft
export const hasTextsOf = (draft: ReplyDraft, like: ChatReply): boolean => draft.name === like.name && draft.english === like.english && draft.spanish === like.spanish
export const withField = (draft: ReplyDraft, reply: ChatReply | null, field: ReplyField, text: string): ReplyDraft => ({ ...formOf(draft, reply), typed: true, [field]: text })

/** Of what was refused: it had been saved before, as a new one, and the answer was lost. */
export const wasSavedBefore = (error: unknown, id: string): boolean => {
  const current = isAppError(error, 'conflict') ? (error.data.current as Partial<ChatReply> | null) : null
  return current?.id === id && current.version === 1
}

export type ReplyProblem = 'replyName' | 'noText' | 'tooLong' | 'unknownVariable'
export function replyProblems({ name, english, spanish }: Pick<KeepReply, ReplyField>): Partial<Record<ReplyField, ReplyProblem>> {
  return {
    ...(isReplyName(replyName(name)) ? {} : { name: 'replyName' as const }),
    ...(english.trim() || spanish.trim() ? textProblem('english', english) : { english: 'noText' as const }),
    ...textProblem('spanish', spanish),
  }
}
function textProblem(field: 'english' | 'spanish', text: string): Partial<Record<ReplyField, ReplyProblem>> {
  if (text.trim().length > MAX_REPLY_TEXT) return { [field]: 'tooLong' }
  return unknownVariables(text).length > 0 ? { [field]: 'unknownVariable' } : {}
}
