/** What became of messages that were left from here, or by who is signed in. */
import type { ChatMine, OwnLeft } from '#shared/features/chat/customer-chat.schema.ts'
import { part } from '../part.ts'
import { ask } from './ask.ts'
import { fill, unbroken, type ChatWords, type Language } from './chat-words.ts'
import { forgetLeft, readLeft } from './left-kept.ts'
import { button } from './page.ts'
import { momentOf } from './times.ts'

/** Empty until there is something to say; what cannot be asked for now is not missed here. */
export function leftPart({ name, timeZone }: Pick<ChatMine, 'name' | 'timeZone'>, words: ChatWords, language: Language): HTMLElement {
  const box = part('section', '', 'card')
  box.hidden = true
  const tokens = readLeft().map(({ token }) => token)
  if (tokens.length === 0 && name === null) return box
  void ask<OwnLeft>('left', { tokens }).then((answer) => {
    if (!answer || answer.messages.length === 0) return
    const list = part('ul')
    for (const { leftAt, topic, state, reference } of answer.messages) {
      const said = fill(words.message.states[state], { reference: unbroken(reference ?? '') })
      list.append(part('li', fill(words.message.ownLine, { topic: words.topics[topic], when: momentOf(leftAt, { language, timeZone }), state: said })))
    }
    box.append(part('h2', words.message.own), list)
    if (tokens.length > 0) box.append(button(words.message.ownForget, () => { forgetLeft(); box.remove() }))
    box.hidden = false
  }).catch(() => undefined)
  return box
}
