/**
 * The customers' page: pays by a link, or adds a card. A page of its own without the console's parts. The link's token comes
 * after the # and stays in this tab alone; the gateway sends the browser back with `#entry=…`.
 */
import type { PortalLink } from '#shared/features/billing/payment-links.schema.ts'
import { oneStop } from '#shared/kernel/one-stop.ts'
import { keepToken, show, spoken, takeHash } from './link-page.ts'
import { part } from './part.ts'
import { portalWords, type Words } from './portal-words.ts'
import { post } from './post.ts'

/** How often a payment that is out is asked for, in ms. */
const ASK_MS = 2_000
/** After so many it is asked for no more; the page says what that means. */
const MAX_ASKS = 60
const KEPT = 'link'

type Problem = keyof Pick<Words, 'notFound' | 'offline' | 'busy' | 'tooMany' | 'cards' | 'refused' | 'reference' | 'broken' | 'lost' | 'late'>
/** After these there is no button: to load the page again tells more. */
const CLOSING: ReadonlySet<Problem | null> = new Set<Problem>(['cards', 'lost', 'late'])
class Refused extends Error {
  readonly problem: Problem
  constructor(problem: Problem) {
    super(problem)
    this.problem = problem
  }
}

const DONE: ReadonlySet<PortalLink['state']> = new Set<PortalLink['state']>(['paid', 'added', 'settled'])

const { token, reference } = takeAddress()

function takeAddress(): { token: string | null; reference: string | null } {
  const said = takeHash()
  if (said.startsWith('entry=')) return { token: keepToken(KEPT, ''), reference: said.slice('entry='.length) }
  return { token: keepToken(KEPT, said), reference: null }
}

type Question = 'link' | 'enter' | 'finish'
/** What `finish` has begun goes on when its answer does not arrive: it may have charged. */
const unclear = (question: Question): Problem => (question === 'finish' ? 'lost' : 'broken')
const problemIn = (error: unknown, otherwise: Problem): Problem => (error instanceof Refused ? error.problem : otherwise)

async function ask<T>(question: Question, more: object = {}): Promise<T> {
  const { ok, body } = await post(`/portal/${question}`, { token, ...more }).catch(() => { throw new Refused(unclear(question)) })
  if (!ok) throw new Refused(problemOf(body) ?? unclear(question))
  return body as T
}

/** @returns null for what says nothing of it */
function problemOf(body: unknown): Problem | null {
  const { code, data } = (body ?? {}) as { code?: string; data?: { unit?: string; issues?: { path?: string }[]; what?: string } }
  switch (code) {
    case 'notFound': return data?.what === 'paymentGateway' ? 'offline' : 'notFound'
    case 'offline': return 'offline'
    case 'conflict': return 'busy'
    case 'limitExceeded': return data?.unit === 'cards' ? 'cards' : data?.unit === 'requestsPerMinute' ? 'tooMany' : 'refused'
    case 'validation': return data?.issues?.some(({ path }) => path === 'reference') ? 'reference' : data?.issues?.some(({ path }) => path === 'token') ? 'notFound' : 'refused'
    default: return null
  }
}

const filled = (text: string, link: PortalLink): string => oneStop(text.replace(/\{(lastFour|amount|left|expires)\}/g, (_all, name: 'lastFour' | 'amount' | 'left' | 'expires') => link[name] ?? ''))

function showLink(link: PortalLink, problem: Problem | null = null): void {
  const words = portalWords[link.language]
  const about = [part('p', link.operatorName), part('p', filled(words.account, link), 'soft'), ...(link.amount ? [part('p', link.amount, 'amount')] : [])]
  const said = problem ? [part('p', words[problem], 'stop')] : link.declined ? [part('p', words.declined, 'stop')] : []
  show(link.language, words.title[link.purpose], [...about, ...said, ...restOf(link, problem, words)])
}

/** What can be done, or what has become of it. */
function restOf(link: PortalLink, problem: Problem | null, words: Words): HTMLElement[] {
  if (CLOSING.has(problem)) return []
  if (link.state === 'open') return wayOn(link, words)
  return [part('p', filled(words[link.state], link), DONE.has(link.state) ? 'done' : '')]
}

function wayOn(link: PortalLink, words: Words): HTMLElement[] {
  const button = document.createElement('button')
  button.type = 'button'
  button.textContent = filled(words.go[link.purpose], link)
  button.addEventListener('click', () => void go(link, button))
  return [button, part('p', words.where, 'soft'), part('p', filled(words.until, link), 'soft'), ...(link.simulated ? [part('p', words.simulated, 'soft')] : [])]
}

/** To the gateway's page, once for each press. */
async function go(link: PortalLink, button: HTMLButtonElement): Promise<void> {
  if (button.disabled) return
  button.disabled = true
  button.textContent = portalWords[link.language].going
  try {
    const { url } = await ask<{ url: string }>('enter')
    location.assign(url)
  } catch (error) {
    const now = await ask<PortalLink>('link').catch(() => null)
    await showProblem(now ?? link, now ? problemIn(error, 'broken') : 'broken')
  }
}

/** The link says what state it is in; the problem, why the card did nothing. What has an effect already has no problem. */
async function showProblem(link: PortalLink, problem: Problem): Promise<void> {
  if (link.state !== 'open') return follow(link)
  showLink(link, problem)
}

const isOut = ({ state }: PortalLink): boolean => state === 'paying' || state === 'unknown'

async function follow(first: PortalLink): Promise<void> {
  let link = first
  showLink(link)
  for (let asks = 0; asks < MAX_ASKS && isOut(link); asks += 1) {
    await new Promise((resolve) => setTimeout(resolve, ASK_MS))
    const next = await ask<PortalLink>('link').catch(() => link)
    if (next.state !== link.state || next.declined !== link.declined) showLink(next)
    link = next
  }
  if (isOut(link)) showLink(link, 'late')
}

async function start(): Promise<void> {
  if (!token) throw new Refused('notFound')
  if (reference === null) return follow(await ask<PortalLink>('link'))
  try {
    return await follow(await ask<PortalLink>('finish', { reference }))
  } catch (error) {
    // Not even the link is read: then nobody knows here whether it was charged.
    return showProblem(await ask<PortalLink>('link').catch(() => { throw new Refused('lost') }), problemIn(error, 'lost'))
  }
}

// Gone back from the gateway's page: what is shown may be of before.
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })
// Another link, opened in the tab of this one.
window.addEventListener('hashchange', () => location.reload())
void start().catch((error: unknown) => {
  const words = portalWords[spoken]
  show(spoken, words.title.pay, [part('p', words[problemIn(error, 'broken')], 'stop')])
})
