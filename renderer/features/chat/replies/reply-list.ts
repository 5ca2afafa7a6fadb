/** Which canned replies are offered for what is typed behind the slash. */
import { fillReply, replyName, type FilledReply, type ReplyFacts, type ReplyTexts } from '#shared/features/chat/canned-replies.ts'
import type { ChatReply } from '#shared/features/chat/replies.schema.ts'

/** `hides`: one's own, instead of a shared one of the same name. */
export type OfferedReply = { reply: ChatReply; hides: boolean }
export type ListedReply = OfferedReply & { filled: FilledReply }

export const textsOf = ({ english, spanish }: Pick<ChatReply, 'english' | 'spanish'>): ReplyTexts => ({ en: english, es: spanish })

/** One of each name; one's own wins. */
export function offeredReplies(replies: readonly ChatReply[]): OfferedReply[] {
  const [own, shared] = [replies.filter((reply) => !reply.shared), replies.filter((reply) => reply.shared)]
  const names = new Set(own.map(({ name }) => name))
  const sharedNames = new Set(shared.map(({ name }) => name))
  return [...own.map((reply) => ({ reply, hides: sharedNames.has(reply.name) })), ...shared.filter(({ name }) => !names.has(name)).map((reply) => ({ reply, hides: false }))]
    .sort((a, b) => a.reply.name.localeCompare(b.reply.name))
}

const plain = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
/** Those that begin with it, then those that have it in their name, then in their text; each as it stands in the list. */
export function matchingReplies(offered: readonly OfferedReply[], word: string): OfferedReply[] {
  const wanted = plain(replyName(word))
  const rankOf = ({ reply }: OfferedReply): number => {
    const name = plain(reply.name)
    if (name === wanted) return 0
    if (name.startsWith(wanted)) return 1
    if (name.includes(wanted)) return 2
    return plain(`${reply.english} ${reply.spanish}`).includes(wanted) ? 3 : 4
  }
  return offered.map((each) => ({ each, rank: rankOf(each) })).filter(({ rank }) => rank < 4).sort((a, b) => a.rank - b.rank).map(({ each }) => each)
}

export const listed = (offered: OfferedReply, facts: ReplyFacts): ListedReply => ({ ...offered, filled: fillReply(textsOf(offered.reply), facts) })
