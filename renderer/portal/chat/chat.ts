/** The customers' chat page: goes on with what this browser or this sign-in has, or asks what it is about. Without the console's parts. */
import type { ChatMine } from '#shared/features/chat/customer-chat.schema.ts'
import { part } from '../part.ts'
import { ask, problemIn, Refused } from './ask.ts'
import { onOtherTab, readKept, type Kept } from './kept.ts'
import { button, heading, show } from './page.ts'
import { goOnWith, nothingTyped, showStart, type Told } from './start-view.ts'
import { closeTalk, isOpenHere, isTalking, showTalk } from './talk-view.ts'

const talk = (kept: Kept): void => showTalk(kept, { start: (told) => begin(told) })

async function open(): Promise<void> {
  const kept = readKept()
  if (kept?.begun) return talk(kept)
  const mine = await whose()
  if (mine.conversation && kept === null) return goOnWith(mine.conversation, mine, talk)
  showStart(mine, talk)
}
async function whose(): Promise<ChatMine> {
  const mine = await ask<ChatMine>('mine', { conversationId: null })
  if (mine === null) throw new Refused('broken')
  return mine
}

/** With nothing kept: what a sign-in still has is offered, and not gone on with by itself. */
function begin(told: Told): void {
  closeTalk()
  run(async () => showStart(await whose(), talk, nothingTyped(), told))
}

function run(work: () => Promise<void>): void {
  void work().catch((error: unknown) => {
    show((words) => {
      const card = part('div', '', 'card')
      card.append(part('p', words.problem[problemIn(error)], 'stop'), button(words.retry, () => run(work), 'second'))
      const title = heading(words.title)
      return { title: words.title, style: 'start', parts: [title, card], focus: title }
    })
  })
}

onOtherTab((kept) => {
  if (isOpenHere(kept)) return
  if (kept?.begun) talk(kept)
  else if (kept === null && isTalking()) begin(null)
})
run(open)
