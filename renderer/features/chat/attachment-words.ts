import type { ChatAttachment } from '#shared/features/chat/attachments.ts'
import type { SaveFileOutcome } from '#shared/contract/shell.ts'
import type { Translate } from '../../app/use-text.ts'

/** `1.2 MB` */
export const sizeText = ({ size }: Pick<ChatAttachment, 'size'>, t: Translate, number: (value: number) => string): string =>
  (size >= 1_000_000 ? t('chat.file.megabytes', { n: number(size / 1_000_000) }) : t('chat.file.kilobytes', { n: number(Math.max(1, Math.round(size / 1_000))) }))

/** @returns null where the person thought better of it */
export function savedText(outcome: SaveFileOutcome, t: Translate): { tone: 'done' | 'stop'; text: string } | null {
  if (outcome.outcome === 'cancelled') return null
  return outcome.outcome === 'saved' ? { tone: 'done', text: t('chat.file.saved', { name: outcome.filename }) } : { tone: 'stop', text: t('chat.file.saveFailed', { code: outcome.code }) }
}
