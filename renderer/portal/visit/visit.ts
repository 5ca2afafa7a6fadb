/** The customers' page of a visit: confirm, another time, cancel. A page of its own without the console's parts. The link's token comes after the # and stays in this tab alone. */
import type { LinkOffers, PortalVisit } from '#shared/features/dispatch/visit-links.schema.ts'
import { keepToken, show, spoken, takeHash, type Spoken } from '../link-page.ts'
import { part } from '../part.ts'
import { post } from '../post.ts'
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

const token = keepToken(KEPT, takeHash())

async function ask<T>(question: Question, more: object = {}): Promise<T> {
  const { ok, body } = await post(`/portal/visit/${question}`, { token, ...more }).catch(() => { throw new Refused('broken') })
  if (!ok) throw new Refused(problemOf(body))
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

const showCard = (language: Spoken, parts: readonly HTMLElement[]): void => show(language, visitWords[language].title, parts)

function button(text: string, work: () => Promise<void>, style = ''): HTMLButtonElement {
  const made = part('button', text, style)
  made.type = 'button'
  made.addEventListener('click', () => {
    for (const each of document.querySelectorAll('button')) each.disabled = true
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
  if (visit.state !== 'open' && visit.state !== 'confirmed' && visit.state !== 'changing') return showCard(visit.language, [...head(visit), ...said, part('p', words[visit.state], visit.state === 'cancelled' ? 'done' : ''), ...phone])
  const confirm = visit.state === 'open' ? [part('p', words.adult, 'soft'), button(words.confirm, () => then(visit, 'confirm'))] : [part('p', words[visit.state], visit.state === 'confirmed' ? 'done' : '')]
  showCard(visit.language, [...head(visit), ...said, ...confirm, button(words.move, () => showOffers(visit), 'second'), button(words.cancel, async () => showSure(visit), 'second'), ...phone])
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
    showCard(visit.language, [...head(visit), part('p', offers.length > 0 ? words.choose : words.none), ...choices, button(words.back, async () => showVisit(visit), 'plain')])
  } catch (error) {
    const problem = error instanceof Refused ? error.problem : 'broken'
    showVisit(await ask<PortalVisit>('open').catch(() => visit), problem === 'state' ? null : problem)
  }
}

function showSure(visit: PortalVisit): void {
  const words = visitWords[visit.language]
  showCard(visit.language, [...head(visit), part('p', words.sure), button(words.yes, () => then(visit, 'cancel')), button(words.no, async () => showVisit(visit), 'second')])
}

async function start(): Promise<void> {
  if (!token) throw new Refused('notFound')
  showVisit(await ask<PortalVisit>('open'))
}

// Another link, opened in the tab of this one.
window.addEventListener('hashchange', () => location.reload())
void start().catch((error: unknown) => {
  const problem = error instanceof Refused && error.problem !== 'state' ? error.problem : 'broken'
  showCard(spoken, [part('p', visitWords[spoken][problem], 'stop')])
})
