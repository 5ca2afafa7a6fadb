/** What a visit's card says, and when it offers its gate code. */
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { SheetVisit } from '#shared/features/dispatch/day-sheet.schema.ts'
import { visitCard, type Told } from './visit-card.ts'

/** As much of an element as the card uses. */
class Piece {
  own = ''
  className = ''
  disabled = false
  children: (Piece | string)[] = []
  press: (() => void) | null = null
  get textContent(): string {
    return [this.own, ...this.children.map((child) => (typeof child === 'string' ? child : child.textContent))].join(' ')
  }
  set textContent(text: string) {
    this.own = text
  }
  append(...parts: (Piece | string)[]): void {
    this.children.push(...parts)
  }
  replaceChildren(...parts: Piece[]): void {
    this.children = parts
  }
  setAttribute(): void {}
  addEventListener(_event: string, press: () => void): void {
    this.press = press
  }
  buttons(): Piece[] {
    return [...(this.press ? [this] : []), ...this.children.flatMap((child) => (typeof child === 'string' ? [] : child.buttons()))]
  }
}
beforeEach(() => void vi.stubGlobal('document', { createElement: () => new Piece() }))
afterEach(() => vi.unstubAllGlobals())

const visit: SheetVisit = {
  id: '0190f0aa-0000-7000-8000-000000000001', reference: 'WO-1', start: '2026-12-01T14:10:00.000Z', minutes: 60, promised: { from: '2026-12-01T13:00:00.000Z', to: '2026-12-01T15:00:00.000Z' }, customerName: 'Rosa Rivera', street: '14 Maple St', city: 'Yonkers',
  postalCode: '10701', status: 'planned', outcome: null, skills: ['internet'], speaks: null, checklist: { items: [{ en: 'Levels', es: 'Niveles', done: false }] }, findings: ['Downstream low'], travelSeconds: 540, work: { en: 'No internet', es: 'Sin internet' },
  appointment: { reference: 'V-20001', reason: 'Since Monday', contactName: 'Ida', contactPhone: '+19145550123', language: 'es', accessNotes: 'Side door', dogs: true, adultAtHome: false, hasGateCode: true },
}
const told = (more: Partial<Told> = {}): Told => ({ language: 'en', timeZone: 'America/New_York', asOf: '2026-12-01T12:00:00.000Z', codesFrom: '2026-12-01T05:00:00.000Z', askGate: () => Promise.resolve('4711#'), ...more })
const card = (each: SheetVisit, more?: Partial<Told>): Piece => visitCard(each, told(more)) as unknown as Piece

it('says when, where, what was reported and tried, and whom to call, by the operator’s clock', () => {
  const text = card(visit).textContent.replaceAll('\u202f', ' ')
  for (const said of ['9:10 AM', 'Rosa Rivera', '14 Maple St, Yonkers, 10701', '9 min on the way', 'No internet', 'Since Monday', 'Downstream low', '(914) 555-0123', 'Side door', 'dogs · no adult is at home · speaks Spanish', 'V-20001', '☐ Levels']) expect(text).toContain(said)
  expect(card({ ...visit, speaks: 'es', appointment: null }, { language: 'es' }).textContent).toContain('hay que hablarle en español')
})

it('tells a language that no browser knows as it is', () => {
  expect(card({ ...visit, speaks: 'en-x1' }).textContent).toContain('en-x1')
  expect(card({ ...visit, appointment: { ...visit.appointment!, language: 'en-x1' } }).textContent).toContain('en-x1')
})

it('offers the code on the day, of a visit that is not over, and tells it where it was pressed', async () => {
  expect(card(visit, { asOf: '2026-11-30T12:00:00.000Z' }).buttons()).toEqual([])
  expect(card({ ...visit, status: 'completed' }).buttons()).toEqual([])
  expect(card({ ...visit, appointment: { ...visit.appointment!, hasGateCode: false } }).buttons()).toEqual([])
  const shown = card(visit)
  expect(shown.textContent).not.toContain('4711')
  shown.buttons()[0]!.press!()
  await vi.waitFor(() => expect(shown.textContent).toContain('4711#'))
  expect(shown.buttons()).toEqual([])
})

it.each([['failed', 'That did not work', 1], ['gone', 'not yours any more', 0], [null, 'cannot be read', 0]] as const)('says why there is none: %s', async (answer, words, buttons) => {
  const shown = card(visit, { askGate: () => Promise.resolve(answer) })
  shown.buttons()[0]!.press!()
  await vi.waitFor(() => expect(shown.textContent).toContain(words))
  expect(shown.buttons()).toHaveLength(buttons)
})
