/** Before a conversation: what it is about, who it is, and whether somebody is there. It is begun where somebody is, and nowhere else. */
import { v7 } from 'uuid'
import type { ChatDoor, ChatMine } from '#shared/features/chat/customer-chat.schema.ts'
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'
import { part } from '../part.ts'
import { ask, problemIn, Refused } from './ask.ts'
import { fill, unbroken, type ChatWords } from './chat-words.ts'
import { choice, field } from './fields.ts'
import { change, forgetKept, keep, newToken, readKept, type Kept } from './kept.ts'
import { leftPart } from './left-view.ts'
import { showLeaveMessage } from './message-view.ts'
import { button, heading, languageSwitch, show, spoken } from './page.ts'
import { opensOf } from './times.ts'

/** How often an answer of the door is asked for anew, ms. */
const DOOR_MS = 15_000

export type Typed = { topic: ChatTopic | null; name: string; text: string; reach: string }
export const nothingTyped = (): Typed => ({ topic: null, name: '', text: '', reach: '' })
export type Told = 'forgotten' | 'forgottenSignedIn' | null
/** `talk`: to the conversation that was begun, or found. */
type Start = { mine: ChatMine; typed: Typed; told: Told; talk: (kept: Kept) => void }

export function showStart(mine: ChatMine, talk: Start['talk'], typed: Typed = nothingTyped(), told: Told = null): void {
  // What was begun and not answered: the same ids again, so that it is the same conversation.
  const tried = readKept()
  const started: Start = { mine, talk, typed: tried && !tried.begun ? { ...typed, topic: typed.topic ?? tried.topic, name: typed.name || tried.name } : typed, told }
  show((words, language) => startView(started, words, language))
}

function startView({ mine, typed, told, talk }: Start, words: ChatWords, language: 'en' | 'es') {
  const name = field('input', { id: 'name', label: words.name, value: mine.name ?? typed.name, autocomplete: 'name', readOnly: mine.name !== null })
  name.input.addEventListener('input', () => { typed.name = name.input.value })
  const door = part('div', '', 'door')
  door.setAttribute('role', 'status')
  const begin = part('button', words.begin)
  begin.type = 'submit'
  begin.hidden = true
  const fault = part('p', '', 'stop')
  fault.setAttribute('role', 'alert')
  const topics = choice('topic', words.topic, Object.entries(words.topics) as [ChatTopic, string][], typed.topic, (topic) => {
    typed.topic = topic
    topics.say('')
    void look()
  })

  const leave = (): void => showLeaveMessage(mine, typed, () => showStart(mine, talk, typed))
  let shown = ''
  function tell(answer: ChatDoor): void {
    begin.hidden = !answer.open
    const text = doorText(answer, words, { language, timeZone: mine.timeZone })
    // Read out when it is another answer, not each time that it is asked for.
    if (text === shown) return
    shown = text
    const call = mine.phone !== null && !answer.open ? [part('p', fill(words.call, { phone: unbroken(mine.phone) }))] : []
    door.replaceChildren(part('p', text, answer.open ? '' : 'strong'), ...call, ...(answer.open ? [] : [button(words.leave, leave, 'second')]))
  }
  async function look(): Promise<void> {
    const { topic } = typed
    if (topic === null) return
    if (shown === '') door.replaceChildren(part('p', words.asking, 'soft'))
    try {
      const answer = await ask<ChatDoor>('door', { topic, language })
      if (answer && typed.topic === topic && door.isConnected) tell(answer)
      fault.textContent = ''
    } catch (error) {
      if (shown === '') door.replaceChildren()
      fault.textContent = words.problem[problemIn(error)]
    }
  }
  const again = setInterval(() => {
    if (!door.isConnected) return clearInterval(again)
    if (document.visibilityState === 'visible') void look()
  }, DOOR_MS)

  async function press(): Promise<void> {
    name.say('')
    if (typed.topic === null) return topics.say(words.problem.topic)
    if (name.value() === '') return name.say(words.problem.missing)
    begin.disabled = true
    try {
      const refused = await beginWith({ topic: typed.topic, name: name.value() }, talk)
      if (refused) tell(refused)
    } catch (error) {
      if (error instanceof Refused && error.field === 'name') name.say(words.problem[error.problem])
      else fault.textContent = words.problem[problemIn(error)]
    }
    begin.disabled = false
  }
  const form = part('form', '', 'card')
  form.noValidate = true
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!begin.disabled && !begin.hidden) void press()
  })
  form.append(topics.box, name.box, door, fault, begin)
  const own = mine.conversation
  const goOn = own ? [button(words.goOn, () => goOnWith(own, mine, talk), '')] : []
  const toldPart = told === null ? [] : [Object.assign(part('p', words[told], 'done'), { role: 'status' })]
  const top = part('p', '', 'languages')
  top.append(languageSwitch(words))
  const title = heading(words.title)
  void look()
  return { title: `${words.title} - ${mine.operatorName}`, style: 'start' as const, parts: [top, part('p', mine.operatorName, 'soft'), title, ...toldPart, ...goOn, form, leftPart(mine, words, language)], focus: title }
}

export function doorText(door: ChatDoor, words: ChatWords, clock: Parameters<typeof opensOf>[1]): string {
  if (!door.open) return door.why === 'closed' && door.opensAt !== null ? fill(words.door.closedUntil, { when: opensOf(door.opensAt, clock) }) : words.door[door.why]
  const before = door.waiting === 0 ? words.door.first : door.waiting === 1 ? words.door.one : fill(words.door.many, { count: door.waiting })
  return door.waiting === 0 && door.waitSeconds === null ? before : `${before} ${waitText(door.waitSeconds, words)}`
}
export function waitText(seconds: number | null, words: ChatWords): string {
  if (seconds === null) return words.door.unknown
  return seconds <= 90 ? words.door.minute : fill(words.door.minutes, { minutes: Math.ceil(seconds / 60) })
}

/** @returns why it was not begun */
async function beginWith({ topic, name }: { topic: ChatTopic; name: string }, talk: Start['talk']): Promise<ChatDoor | null> {
  const before = readKept()
  // Begun in another tab meanwhile: it is the same person's.
  if (before?.begun) {
    talk(before)
    return null
  }
  const kept: Kept = { conversationId: before?.conversationId ?? v7(), token: before?.token ?? newToken(), topic, name, begun: false, unsent: [], overAt: null }
  keep(kept)
  const answer = await ask<ChatDoor | { open: true }>('begin', { conversationId: kept.conversationId, token: kept.token, name, topic, language: spoken() }).catch((error: unknown) => {
    // An id that is somebody else's is of no use.
    if (error instanceof Refused && error.field === 'conversationId') forgetKept()
    throw error
  })
  if (answer === null) throw new Refused('broken')
  if (!answer.open) {
    forgetKept()
    return answer
  }
  talk(change(kept.conversationId, () => ({ begun: true })) ?? { ...kept, begun: true })
  return null
}

export function goOnWith({ conversationId, topic }: NonNullable<ChatMine['conversation']>, { name }: ChatMine, talk: Start['talk']): void {
  const kept: Kept = { conversationId, token: null, topic, name: name ?? '', begun: true, unsent: [], overAt: null }
  keep(kept)
  talk(kept)
}
