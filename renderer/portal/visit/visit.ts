/** The customers' page of a visit: confirm, another time, cancel. A page of its own without the console's parts. The link's token comes after the # and stays in this tab alone. */
import type { LinkOffers, PortalVisit } from '#shared/features/dispatch/visit-links.schema.ts'
import { part } from '../part.ts'
import { visitWords, type VisitWords } from './visit-words.ts'

const KEPT = 'visit'
type Problem = keyof Pick<VisitWords, 'taken' | 'outage' | 'maintenance' | 'notFound' | 'tooMany' | 'broken'>
class Refused extends Error {
  readonly problem: Problem | 'state'
  constructor(problem: Problem | 'state') {
    super(problem)
    this.problem = problem
  }
}
type Question = 'open' | 'offers' | 'confirm' | 'cancel' | 'move'

const root = document.getElementById('page') as HTMLElement
const spoken = /^es\b/i.test(navigator.language) ? 'es' : 'en'
const token = takeAddress()

/** What is in the address goes out of it at once: it is not in the history, and nobody reads it over a shoulder. */
function takeAddress(): string | null {
  const said = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
  if (said !== '') sessionStorage.setItem(KEPT, said)
  return sessionStorage.getItem(KEPT)
}

async function ask<T>(question: Question, more: object = {}): Promise<T> {
  const response = await fetch(`/portal/visit/${question}`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ token, ...more }), cache: 'no-store' }).catch(() => { throw new Refused('broken') })
  const body: unknown = await response.json().catch(() => null)
  if (!response.ok || body === null) throw new Refused(problemOf(body))
  return body as T
}

function problemOf(body: unknown): Problem | 'state' {
  const { code, data } = (body ?? {}) as { code?: string; data?: { issues?: { path?: string; message?: string }[] } }
  if (code === 'notFound' || (code === 'validation' && data?.issues?.some(({ path }) => path === 'token'))) return 'notFound'
  if (code === 'limitExceeded') return 'tooMany'
  const blocked = data?.issues?.find(({ path }) => path === 'window')?.message
  if (blocked === 'outage' || blocked === 'maintenance') return blocked
  if (code === 'conflict' || (code === 'validation' && data?.issues?.some(({ path }) => path !== 'link'))) return 'taken'
  return code === 'validation' ? 'state' : 'broken'
}

function show(language: 'en' | 'es', parts: readonly HTMLElement[]): void {
  const { title } = visitWords[language]
  document.documentElement.lang = language
  document.title = title
  const card = part('div', '', 'card')
  card.append(...parts)
  root.replaceChildren(part('h1', title), card)
  root.setAttribute('aria-busy', 'false')
}

function button(text: string, work: () => Promise<void>, style = ''): HTMLButtonElement {
  const made = part('button', text, style)
  made.type = 'button'
  made.addEventListener('click', () => {
    for (const each of root.querySelectorAll('button')) each.disabled = true
    void work()
  })
  return made
}

const head = (visit: PortalVisit): HTMLElement[] => {
  const words = visitWords[visit.language]
  return [part('p', visit.operatorName), part('p', words.account.replace('{lastFour}', visit.lastFour), 'soft'), ...(visit.work ? [part('p', visit.work)] : []), part('p', visit.when, visit.state === 'changing' ? 'soft' : 'when')]
}

function showVisit(visit: PortalVisit, problem: Problem | null = null): void {
  const words = visitWords[visit.language]
  const said = problem ? [part('p', words[problem], 'stop')] : []
  const phone = visit.supportPhone ? [part('p', words.call.replace('{phone}', visit.supportPhone), 'soft')] : []
  if (visit.state !== 'open' && visit.state !== 'confirmed' && visit.state !== 'changing') return show(visit.language, [...head(visit), ...said, part('p', words[visit.state], visit.state === 'cancelled' ? 'done' : ''), ...phone])
  const confirm = visit.state === 'open' ? [part('p', words.adult, 'soft'), button(words.confirm, () => then(visit, 'confirm'))] : [part('p', words[visit.state], visit.state === 'confirmed' ? 'done' : '')]
  show(visit.language, [...head(visit), ...said, ...confirm, button(words.move, () => showOffers(visit), 'second'), button(words.cancel, async () => showSure(visit), 'second'), ...phone])
}

/** What was done, or why it was not; what holds is asked for anew. */
async function then(visit: PortalVisit, question: Exclude<Question, 'open' | 'offers'>, more: object = {}): Promise<void> {
  try {
    showVisit(await ask<PortalVisit>(question, more))
  } catch (error) {
    const problem = error instanceof Refused ? error.problem : 'broken'
    const now = await ask<PortalVisit>('open').catch(() => null)
    showVisit(now ?? visit, problem === 'state' ? null : problem)
  }
}

async function showOffers(visit: PortalVisit): Promise<void> {
  const words = visitWords[visit.language]
  try {
    const { offers } = await ask<LinkOffers>('offers')
    const choices = offers.map(({ when, ...window }) => button(when, () => then(visit, 'move', window), 'second'))
    show(visit.language, [...head(visit), part('p', offers.length > 0 ? words.choose : words.none), ...choices, button(words.back, async () => showVisit(visit), 'plain')])
  } catch (error) {
    const problem = error instanceof Refused ? error.problem : 'broken'
    showVisit(await ask<PortalVisit>('open').catch(() => visit), problem === 'state' ? null : problem)
  }
}

function showSure(visit: PortalVisit): void {
  const words = visitWords[visit.language]
  show(visit.language, [...head(visit), part('p', words.sure), button(words.yes, () => then(visit, 'cancel')), button(words.no, async () => showVisit(visit), 'second')])
}

async function start(): Promise<void> {
  if (!token) throw new Refused('notFound')
  showVisit(await ask<PortalVisit>('open'))
}

// Another link, opened in the tab of this one.
window.addEventListener('hashchange', () => location.reload())
void start().catch((error: unknown) => {
  const problem = error instanceof Refused && error.problem !== 'state' ? error.problem : 'broken'
  show(spoken, [part('p', visitWords[spoken][problem], 'stop')])
})
