/** What the page says when answers do not arrive: never that nothing was charged when it may have been. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { PortalLink } from '#shared/features/billing/payment-links.schema.ts'
import { portalWords } from './portal-words.ts'

/** As much of an element as the page uses. */
class Piece {
  textContent = ''
  className = ''
  type = ''
  disabled = false
  lang = ''
  children: Piece[] = []
  press: (() => void) | null = null
  append(...parts: Piece[]): void {
    this.children.push(...parts)
  }
  replaceChildren(...parts: Piece[]): void {
    this.children = parts
  }
  setAttribute(): void {}
  addEventListener(_event: string, press: () => void): void {
    this.press = press
  }
}

const words = portalWords.en
const open: PortalLink = { state: 'open', purpose: 'pay', operatorName: 'Isla', language: 'en', lastFour: '0001', amount: '$84.20', left: null, expires: 'tomorrow', declined: false, simulated: false }
type Answer = Partial<PortalLink> | { url: string } | { status: number; body: object } | 'lost'
let page: Piece
/** In their order; the last one of a question stays. */
let answers: Record<string, Answer[]>
let asked: string[]

beforeEach(() => {
  vi.useFakeTimers()
  vi.resetModules()
  page = new Piece()
  answers = {}
  asked = []
  vi.stubGlobal('document', { getElementById: () => page, createElement: () => new Piece(), documentElement: new Piece(), title: '' })
  vi.stubGlobal('history', { replaceState: () => undefined })
  vi.stubGlobal('sessionStorage', { getItem: () => 'the-token', setItem: () => undefined })
  vi.stubGlobal('navigator', { language: 'en-US' })
  vi.stubGlobal('window', { addEventListener: () => undefined })
  vi.stubGlobal('fetch', (url: string) => {
    const question = url.split('/').at(-1) ?? ''
    asked.push(question)
    const list = answers[question] ?? []
    const answer = (list.length > 1 ? list.shift() : list[0]) ?? 'lost'
    if (answer === 'lost') return Promise.reject(new TypeError('network'))
    const { status, body } = 'status' in answer ? answer : { status: 200, body: 'url' in answer ? answer : { ...open, ...answer } }
    return Promise.resolve({ ok: status === 200, json: () => Promise.resolve(body) })
  })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const all = (piece: Piece): Piece[] => [piece, ...piece.children.flatMap(all)]
const text = (): string => all(page).map(({ textContent }) => textContent).join('\n')
const button = (): Piece | undefined => all(page).find(({ press }) => press !== null)
async function load(hash: string, given: typeof answers): Promise<void> {
  answers = given
  vi.stubGlobal('location', { hash, pathname: '/portal/', reload: () => undefined, assign: () => undefined })
  await import('./portal.ts')
  await vi.advanceTimersByTimeAsync(0)
}

it('does not know what came of a card whose answer did not arrive, and says so', async () => {
  await load('#entry=r', { finish: ['lost'], link: [{}] })
  expect(text()).toContain(words.lost)
  expect(text()).not.toMatch(/nothing was charged/i)
  expect(button(), 'the way on is to load the page again').toBeUndefined()
})

it.each([
  ['nothing arrives', 'lost'],
  ['the backend has a fault', { status: 500, body: { code: 'internal' } }],
] as const)('says the same when %s and the link is not read either', async (_when, finish) => {
  await load('#entry=r', { finish: [finish], link: ['lost'] })
  expect(text()).toContain(words.lost)
})

it.each<[Answer, string]>([
  ['lost', 'no answer'],
  [{ status: 503, body: { code: 'offline' } }, 'a second press that came too late'],
  [{ status: 429, body: { code: 'limitExceeded', data: { unit: 'requestsPerMinute' } } }, 'too many questions'],
])('goes on with a payment that is out, whatever %j said (%s)', async (finish, _when) => {
  await load('#entry=r', { finish: [finish], link: [{ state: 'paying' }, { state: 'paid' }] })
  expect(text()).toContain(words.paying)
  expect(text()).not.toMatch(/nothing was charged/i)
  await vi.advanceTimersByTimeAsync(2_000)
  expect(text()).toContain('Paid: $84.20')
})

it('says of a press of the button what the link is by now', async () => {
  await load('#token', { link: [{}, { state: 'paid' }], enter: [{ status: 422, body: { code: 'validation', data: { issues: [{ path: 'link' }] } } }] })
  button()?.press?.()
  await vi.advanceTimersByTimeAsync(0)
  expect(text()).toContain('Paid: $84.20')
  expect(text()).not.toContain(words.refused)
})

it('does not promise to tell by itself when it asks no more', async () => {
  await load('#token', { link: [{ state: 'paying' }] })
  expect(text()).toContain(words.paying)
  await vi.advanceTimersByTimeAsync(60 * 2_000)
  expect(text()).toContain(words.late)
  expect(text()).not.toContain(words.paying)
  const before = asked.length
  await vi.advanceTimersByTimeAsync(60_000)
  expect(asked.length).toBe(before)
})

it('says what is left of a debt that was paid another way', async () => {
  await load('#token', { link: [{ state: 'lessOwed', left: '$34.20' }] })
  expect(text()).toContain('$34.20 is left')
  expect(button()).toBeUndefined()
})

it.each(['en', 'es'] as const)('claims in %s nothing that it cannot know', (language) => {
  for (const problem of ['broken', 'tooMany', 'lost', 'late'] as const) expect(portalWords[language][problem]).not.toMatch(/nothing was charged|no se cobró nada/i)
})
