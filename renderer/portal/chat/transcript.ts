/** What was said, as a text file that the page makes itself. */
import type { ChatMessage } from '#shared/features/chat/chat.schema.ts'
import { fill, type ChatWords } from './chat-words.ts'
import { saidOf } from './message-line.ts'
import { attachmentOf } from '#shared/features/chat/attachments.ts'
import { momentOf, sizeOf, type Clocked } from './times.ts'

export function transcriptOf(messages: readonly ChatMessage[], { words, clock, operatorName, name }: { words: ChatWords; clock: Clocked; operatorName: string; name: string }): string {
  const lines = messages.map((message) => {
    const said = message.author === 'headend' ? `* ${saidOf(message, words) ?? message.body}` : `${message.author === 'customer' ? name : (message.agentName ?? words.agent)}: ${textOf(message, words, clock)}`
    return `[${momentOf(message.at, clock)}] ${said}`
  })
  return [`${fill(words.transcript.title, { operator: operatorName })} (${clock.timeZone})`, '', ...lines, ''].join('\r\n')
}

function textOf(message: ChatMessage, words: ChatWords, { language }: Clocked): string {
  const file = attachmentOf(message)
  return file ? fill(words.file.inText, { name: file.name, size: sizeOf(file.size, language) }) : message.body
}

export function saveText(text: string, name: string): void {
  // With its mark, or an old editor reads it in another code.
  const url = URL.createObjectURL(new Blob(['\ufeff', text], { type: 'text/plain;charset=utf-8' }))
  const link = document.createElement('a')
  Object.assign(link, { href: url, download: name })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 60_000)
}
