/** The conversation: its lines, what is on its way, and the box in which one writes, which keeps the focus. */
import { part } from '../part.ts'
import { ask, problemIn, Refused } from './ask.ts'
import { fill, type ChatWords, type Language, type Refusal } from './chat-words.ts'
import { attachPart, takeDropped } from './attach-part.ts'
import { openFiles, type Files } from './files.ts'
import { forgetKept, type Kept } from './kept.ts'
import { forgetLeft } from './left-kept.ts'
import { messagePart, textPart } from './message-line.ts'
import { button, heading, languageSwitch, show } from './page.ts'
import { showLeaveMessage } from './message-view.ts'
import { nothingTyped, waitText, type Told } from './start-view.ts'
import { openTalk, type Talk } from './talk.ts'
import { dayOf, type Clocked } from './times.ts'
import { saveText, transcriptOf } from './transcript.ts'

/** So near the end, px, and new lines are followed. */
const NEAR_END = 80
type Ways = { /** From this conversation to the beginning. */ start: (told: Told) => void }
let open: { talk: Talk; kept: Kept; files: Files } | null = null
takeDropped(document.body, () => open?.files ?? null)

export function showTalk(kept: Kept, ways: Ways): void {
  closeTalk()
  const talk = openTalk(kept)
  const files = openFiles(kept, talk.attach)
  open = { talk, kept, files }
  let draft = ''
  show((words, language) => talkView({ talk, kept, files, words, language, ways, draft: { get: () => draft, set: (text) => { draft = text } } }))
}

export function closeTalk(): void {
  open?.talk.close()
  open?.files.close()
  open = null
}

/** Another tab has changed what is kept. @returns whether it is of the conversation that is open here */
export function isOpenHere(kept: Kept | null): boolean {
  if (!open || kept?.conversationId !== open.kept.conversationId) return false
  open.talk.update()
  return true
}
export const isTalking = (): boolean => open !== null

type Draft = { get(): string; set(text: string): void }
type TalkScene = { talk: Talk; kept: Kept; files: Files; words: ChatWords; language: Language; ways: Ways; draft: Draft }

function talkView(scene: TalkScene) {
  const { talk, kept, words, language } = scene
  const clock = (): Clocked => ({ language, timeZone: talk.about?.timeZone ?? 'UTC' })
  const where = part('p', '', 'where')
  where.setAttribute('role', 'status')
  const lineTold = part('p', '', 'lost')
  lineTold.setAttribute('role', 'status')
  const log = part('div', '', 'log')
  Object.assign(log, { role: 'log', tabIndex: 0, ariaLabel: words.log, ariaLive: 'polite' })
  log.setAttribute('aria-relevant', 'additions')
  const lines = part('ol')
  // What one has written oneself need not be read out again when it has arrived.
  const waiting = part('ol', '', 'waiting')
  waiting.setAttribute('aria-live', 'off')
  const typing = part('p', '', 'typing')
  typing.setAttribute('aria-live', 'off')
  log.append(lines, waiting, typing)
  const composer = composerPart(scene)
  const menu = menuPart(scene)

  let shown = 0
  let lastDay = ''
  const isNearEnd = (): boolean => log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_END
  function addLines(): void {
    for (const message of talk.messages.slice(shown)) {
      const day = dayOf(message.at, clock())
      if (day !== lastDay) lines.append(part('li', (lastDay = day), 'day'))
      lines.append(messagePart(message, words, clock(), scene.files))
      shown += 1
    }
  }
  function update(): void {
    if (talk.about === null) return sayLine()
    const follow = isNearEnd()
    addLines()
    waiting.replaceChildren(...talk.pending().map(({ body, file, sent }) => {
      const line = part('li', '', 'own')
      line.append(textPart(file ? file.name : body, false), part('p', sent ? words.mark.sent : talk.line === 'open' ? words.mark.sending : words.mark.pending, 'mark'))
      return line
    }))
    markRead(lines, talk, words)
    setText(typing, talk.typing ? fill(words.typing, { name: talk.state?.agentName ?? words.agent }) : '')
    setText(where, whereText(talk, words))
    sayLine()
    composer.update()
    menu.update()
    if (follow) log.scrollTop = log.scrollHeight
    document.title = `${words.title} - ${talk.about.operatorName}`
  }
  function sayLine(): void {
    setText(lineTold, talk.line === 'open' ? '' : words.line[talk.line === 'gone' && talk.signedIn ? 'signedOut' : talk.line])
    lineTold.hidden = talk.line === 'open'
  }
  talk.show({
    update, giveBack: composer.giveBack,
    clear() {
      lines.replaceChildren()
      shown = 0
      lastDay = ''
      update()
    },
    isRead: () => document.visibilityState === 'visible' && isNearEnd(),
  })
  log.addEventListener('scroll', () => talk.seen(), { passive: true })
  const top = part('header')
  const named = part('div', '', 'row')
  named.append(heading(words.title), languageSwitch(words))
  top.append(named, where, lineTold)
  const bottom = part('footer')
  bottom.append(composer.box, menu.box)
  update()
  // Placed first, then scrolled: heights are known only there.
  queueMicrotask(() => { log.scrollTop = log.scrollHeight })
  return { title: kept.name === '' ? words.title : `${words.title} - ${kept.name}`, style: 'talk' as const, parts: [top, log, bottom], focus: composer.input }
}

function setText(place: HTMLElement, text: string): void {
  if (place.textContent !== text) place.textContent = text
}

function whereText({ state, messages }: Talk, words: ChatWords): string {
  if (state === null) return ''
  const { status, position, waitSeconds, agentName } = state
  if (status === 'active') return agentName === null ? words.someone : fill(words.with, { name: agentName })
  if (status !== 'waiting' && status !== 'offered') return words.over
  const place = position === null || position === 1 ? words.waiting.next : fill(words.waiting.place, { place: position })
  return [place, waitText(waitSeconds, words), ...(messages.some(({ author }) => author === 'customer') ? [] : [words.waiting.keep])].join(' ')
}

/** Behind the customer's last line alone. */
function markRead(lines: HTMLElement, { messages, state }: Talk, words: ChatWords): void {
  const last = messages.findLast(({ author }) => author === 'customer')
  if (!last) return
  const text = last.sequence <= (state?.agentRead ?? 0) ? words.mark.read : words.mark.sent
  const known = lines.querySelector<HTMLElement>('.mark')
  const line = lines.querySelector(`[data-sequence="${last.sequence}"]`)
  if (known && known.parentElement === line) return setText(known, text)
  known?.remove()
  line?.append(part('p', text, 'mark'))
}

function composerPart({ talk, words, draft, files }: TalkScene) {
  const box = part('form', '', 'composer')
  box.noValidate = true
  const label = part('label', words.compose)
  label.htmlFor = 'compose'
  const input = part('textarea')
  Object.assign(input, { id: 'compose', name: 'compose', rows: 2, value: draft.get(), dir: 'auto', enterKeyHint: 'send' })
  const fault = part('p', '', 'stop')
  Object.assign(fault, { id: 'compose-fault', role: 'alert' })
  const hint = Object.assign(part('p', words.hint, 'soft hint'), { id: 'compose-hint' })
  input.setAttribute('aria-describedby', 'compose-fault compose-hint')
  const send = part('button', words.send)
  send.type = 'submit'
  const elsewhere = button(words.leave, () => {
    const { about } = talk
    if (about) showLeaveMessage({ ...about, name: null, conversation: null }, { ...nothingTyped(), text: input.value }, () => location.reload())
  }, 'second')
  elsewhere.hidden = true
  const row = part('div', '', 'write')
  row.append(input, send)
  const attach = attachPart(files, words, input)
  box.append(label, attach.box, row, fault, elsewhere, attach.choose, attach.input, hint)

  function say(why: Refusal | null): void {
    fault.textContent = why === null ? '' : words.refused[why]
    input.setAttribute('aria-invalid', String(why !== null))
    elsewhere.hidden = !(why === 'closed' || why === 'full' || why === 'nobodyThere')
  }
  function press(): void {
    if (input.value.trim() === '') return
    const why = talk.say(input.value)
    say(why)
    if (why === null) input.value = ''
    draft.set(input.value)
    input.focus()
  }
  box.addEventListener('submit', (event) => {
    event.preventDefault()
    press()
  })
  input.addEventListener('keydown', (event) => {
    // While a word is being put together from several keys, Enter is about the word.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return
    event.preventDefault()
    press()
  })
  input.addEventListener('input', () => {
    draft.set(input.value)
    say(null)
    if (input.value.trim() !== '') talk.typed()
  })
  return {
    box, input,
    update() {
      box.hidden = talk.line === 'gone'
    },
    giveBack(body: string, why: Refusal) {
      if (body !== '') input.value = input.value.trim() === '' ? body : `${body}\n${input.value}`
      draft.set(input.value)
      say(why)
    },
  }
}

function menuPart({ talk, kept, words, language, ways }: TalkScene) {
  const box = part('div', '', 'menu')
  const sure = part('div', '', 'row')
  sure.hidden = true
  const isOver = (): boolean => talk.line === 'gone' || talk.state?.status === 'wrapUp' || talk.state?.status === 'closed'
  const end = button(words.end, () => askSure(true))
  const save = button(words.save, () => {
    if (talk.about) saveText(transcriptOf(talk.messages, { words, clock: { language, timeZone: talk.about.timeZone }, operatorName: talk.about.operatorName, name: kept.name || words.you }), `${words.transcript.file}.txt`)
  })
  const print = button(words.print, () => window.print())
  const told = Object.assign(part('p', '', 'small'), { role: 'status' })
  const mail = button(words.mail.go, () => void sendMail())
  async function sendMail(): Promise<void> {
    mail.disabled = true
    told.textContent = ''
    try {
      told.textContent = (await ask('mail', { conversationId: kept.conversationId })) === null ? words.mail.signIn : words.mail.done
    } catch (error) {
      told.textContent = error instanceof Refused && error.field === 'reach' ? words.mail.none : problemIn(error) === 'tooOften' ? words.mail.often : words.problem[problemIn(error)]
    }
    mail.disabled = false
  }
  const again = button(words.again, () => {
    forgetKept()
    ways.start(null)
  })
  const forget = button(words.forget, () => {
    // Nobody else can come back to it; whoever has signed in goes on elsewhere.
    if (!talk.signedIn && !isOver()) talk.leave()
    forgetKept()
    forgetLeft()
    ways.start(talk.signedIn ? 'forgottenSignedIn' : 'forgotten')
  })
  const yes = button(words.yes, () => {
    talk.leave()
    askSure(false)
  })
  sure.append(part('span', words.endSure), yes, button(words.no, () => askSure(false)))
  const usual = part('div', '', 'row')
  usual.append(end, save, print, mail, again, forget)
  function askSure(asking: boolean): void {
    sure.hidden = !asking
    usual.hidden = asking
    if (asking) yes.focus()
    else end.focus()
  }
  box.append(usual, sure, told)
  return {
    box,
    update() {
      end.hidden = isOver()
      end.disabled = talk.line !== 'open'
      again.hidden = !isOver()
      save.hidden = print.hidden = talk.messages.length === 0
      mail.hidden = save.hidden || !talk.signedIn
    },
  }
}
