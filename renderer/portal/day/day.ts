/** A technician's page of their day: it reads, and changes nothing. The link's token comes after the # and stays in this tab alone. */
import type { PortalDay } from '#shared/features/dispatch/day-links.schema.ts'
import { keepToken, show, spoken, takeHash, type Spoken } from '../link-page.ts'
import { part } from '../part.ts'
import { post } from '../post.ts'
import { dayWords, type DayWords } from './day-words.ts'
import { dayOf, momentOf, visitCard } from './visit-card.ts'

const KEPT = 'day'
const LANGUAGE = 'day-language'
type Problem = keyof Pick<DayWords, 'notFound' | 'tooMany' | 'broken'>
type OpenDay = Extract<PortalDay, { state: 'open' }>
class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem)
    this.problem = problem
  }
}
const token = keepToken(KEPT, takeHash())
const root = document.getElementById('page') as HTMLElement
let language: Spoken = readLanguage()

function readLanguage(): Spoken {
  const kept = sessionStorage.getItem(LANGUAGE)
  return kept === 'en' || kept === 'es' ? kept : spoken
}

async function ask<T>(question: 'open' | 'gate-code', more: object = {}): Promise<T> {
  const { ok, body } = await post(`/portal/day/${question}`, { token, ...more }).catch(() => { throw new Refused('broken') })
  if (ok) return body as T
  const { code, data } = (body ?? {}) as { code?: string; data?: { issues?: { path?: string }[] } }
  if (code === 'notFound' || (code === 'validation' && data?.issues?.some(({ path }) => path === 'token' || path === 'link'))) throw new Refused('notFound')
  throw new Refused(code === 'limitExceeded' ? 'tooMany' : 'broken')
}

const askGate = (workOrderId: string): Promise<string | null | 'gone' | 'failed'> =>
  ask<{ gateCode: string | null }>('gate-code', { workOrderId }).then(({ gateCode }) => gateCode, (error: unknown) => (error instanceof Refused && error.problem === 'notFound' ? 'gone' : 'failed'))

function showDay(day: OpenDay): void {
  const words = dayWords[language]
  const { sheet, asOf, until, timeZone } = day
  const title = words.title.replace('{name}', sheet.technicianName)
  document.documentElement.lang = language
  document.title = title
  const count = sheet.visits.length === 1 ? words.count.one : words.count.other.replace('{count}', String(sheet.visits.length))
  const list = part('ol')
  list.append(...sheet.visits.map((visit) => visitCard(visit, { ...day, language, askGate })))
  root.replaceChildren(
    languages(words, () => showDay(day)), part('p', day.operatorName, 'soft'), part('h1', title), part('p', `${dayOf(language, sheet.date)} · ${count}`),
    part('p', words.asOf.replace('{time}', momentOf({ language, timeZone }, asOf)), 'soft'), button(words.again, () => location.reload()),
    ...(sheet.visits.length > 0 ? [list] : [part('p', words.none)]), part('p', words.until.replace('{time}', momentOf({ language, timeZone }, until)), 'soft'),
  )
  root.setAttribute('aria-busy', 'false')
}

function languages(words: DayWords, redraw: () => void): HTMLElement {
  const change = button(words.other, () => {
    language = language === 'en' ? 'es' : 'en'
    sessionStorage.setItem(LANGUAGE, language)
    redraw()
  })
  change.lang = language === 'en' ? 'es' : 'en'
  const line = part('p', '', 'languages')
  line.append(change)
  return line
}

function button(text: string, work: () => void): HTMLButtonElement {
  const made = part('button', text, 'plain')
  made.type = 'button'
  made.addEventListener('click', work)
  return made
}

const showSentence = (sentence: string): void => show(language, dayWords[language].plainTitle, [part('p', sentence, 'stop')])

async function start(): Promise<void> {
  if (!token) throw new Refused('notFound')
  const day = await ask<PortalDay>('open')
  if (day.state === 'open') showDay(day)
  else showSentence(dayWords[language][day.state])
}

// Another link, opened in the tab of this one.
window.addEventListener('hashchange', () => location.reload())
void start().catch((error: unknown) => showSentence(dayWords[language][error instanceof Refused ? error.problem : 'broken']))
