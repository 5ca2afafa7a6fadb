/** What Headend and colleagues' notes say, in words. */
import type { ChatClosedBy, ChatMessage, ChatNote } from '#shared/features/chat/chat.schema.ts'
import type { Translate } from '../../app/use-text.ts'

const isCloser = (body: string): body is ChatClosedBy => body === 'customer' || body === 'agent' || body === 'silence'

/** Its facts are in the body, such as a name. A kind that is not known here shows its body. */
export function saidText({ kind, body }: Pick<ChatMessage, 'kind' | 'body'>, t: Translate): string {
  if (kind === 'text' || kind === 'attachment') return body
  if (kind === 'closed') return isCloser(body) ? t(`chat.said.closed.${body}`) : body
  return t(`chat.said.${kind}`, { who: body })
}
/** Whom else it is about stands in its body. */
export const noteText = ({ kind, agentName, body }: Pick<ChatNote, 'kind' | 'agentName' | 'body'>, t: Translate): string => t(`chat.note.${kind}`, { who: agentName ?? '?', whom: body })
