/** Where nobody is: a message, or a call back. It has an id of its own, so that sending it once more leaves it once. */
import { v7 } from 'uuid'
import type { ChatMine, LeaveMessage } from '#shared/features/chat/customer-chat.schema.ts'
import type { ChatTopic } from '#shared/features/chat/chat-words.schema.ts'
import { holdsCardNumber } from '#shared/kernel/card-numbers.ts'
import { part } from '../part.ts'
import { ask, problemIn, Refused } from './ask.ts'
import { fill, unbroken, type ChatWords, type Language } from './chat-words.ts'
import { choice, field } from './fields.ts'
import { newToken } from './kept.ts'
import { keepLeft } from './left-kept.ts'
import { leftPart } from './left-view.ts'
import { button, heading, languageSwitch, show } from './page.ts'
import type { Typed } from './start-view.ts'

type Scene = { mine: ChatMine; typed: Typed; back: () => void; id: string; token: string; wants: LeaveMessage['wants'] }

export function showLeaveMessage(mine: ChatMine, typed: Typed, back: () => void): void {
  const scene: Scene = { mine, typed, back, id: v7(), token: newToken(), wants: 'message' }
  show((words, language) => messageView(scene, words, language))
}

function messageView(scene: Scene, words: ChatWords, language: Language) {
  const { mine, typed } = scene
  const topics = choice('topic', words.topic, Object.entries(words.topics) as [ChatTopic, string][], typed.topic, (topic) => {
    typed.topic = topic
    topics.say('')
  })
  const wants = choice('wants', words.message.wants, [['message', words.message.wantsMessage], ['callBack', words.message.wantsCallBack]], scene.wants, (value) => {
    scene.wants = value
    const label = reach.box.querySelector('label')
    if (label) label.textContent = value === 'callBack' ? words.message.reachPhone : words.message.reach
  })
  const name = field('input', { id: 'name', label: words.name, value: mine.name ?? typed.name, autocomplete: 'name', readOnly: mine.name !== null })
  const reach = field('input', { id: 'reach', label: scene.wants === 'callBack' ? words.message.reachPhone : words.message.reach, value: typed.reach, autocomplete: 'email' })
  const text = field('textarea', { id: 'text', label: words.message.text, value: typed.text })
  for (const [key, { input }] of Object.entries({ name, reach, text })) input.addEventListener('input', () => { typed[key as 'name' | 'reach' | 'text'] = input.value })
  const fault = part('p', '', 'stop')
  fault.setAttribute('role', 'alert')
  const go = part('button', words.message.go)
  go.type = 'submit'

  /** @returns whether all of it is there */
  function check(): boolean {
    for (const each of [name, reach, text]) each.say('')
    topics.say('')
    if (typed.topic === null) topics.say(words.problem.topic)
    else for (const each of [name, reach, text]) {
      const problem = each.value() === '' ? 'missing' : holdsCardNumber(each.value()) ? 'cardNumber' : null
      if (problem === null) continue
      each.say(words.problem[problem])
      return false
    }
    return typed.topic !== null
  }
  async function press(): Promise<void> {
    fault.textContent = ''
    if (!check() || typed.topic === null) return
    go.disabled = true
    try {
      await ask('message', { messageId: scene.id, token: scene.token, topic: typed.topic, language, wants: scene.wants, name: name.value(), reach: reach.value(), text: text.value() } satisfies LeaveMessage)
      keepLeft(scene.token)
      return showLeft(scene)
    } catch (error) {
      say(error)
    }
    go.disabled = false
  }
  function say(error: unknown): void {
    const problem = problemIn(error)
    const place = error instanceof Refused ? { name, reach, text }[error.field ?? ''] : undefined
    if (place) place.say(words.problem[problem === 'reach' && scene.wants === 'callBack' ? 'reachPhone' : problem])
    else fault.textContent = words.problem[problem]
  }
  const form = part('form', '', 'card')
  form.noValidate = true
  form.addEventListener('submit', (event) => {
    event.preventDefault()
    if (!go.disabled) void press()
  })
  const call = mine.phone === null ? [] : [part('p', fill(words.call, { phone: unbroken(mine.phone) }), 'soft')]
  form.append(wants.box, topics.box, name.box, reach.box, text.box, fault, go, button(words.message.back, scene.back, 'second'), ...call)
  const title = heading(words.message.title)
  return { title: `${words.message.title} - ${mine.operatorName}`, style: 'start' as const, parts: [languages(words), part('p', mine.operatorName, 'soft'), title, form], focus: title }
}

function languages(words: ChatWords): HTMLElement {
  const top = part('p', '', 'languages')
  top.append(languageSwitch(words))
  return top
}

function showLeft({ mine, wants, back }: Scene): void {
  show((words, language) => {
    const card = part('div', '', 'card')
    const told = Object.assign(part('p', wants === 'callBack' ? words.message.leftCallBack : words.message.left, 'done'), { role: 'status' })
    card.append(told, button(words.message.back, back, 'second'))
    const title = heading(words.message.title)
    return { title: `${words.message.title} - ${mine.operatorName}`, style: 'start', parts: [languages(words), part('p', mine.operatorName, 'soft'), title, card, leftPart(mine, words, language)], focus: title }
  })
}
