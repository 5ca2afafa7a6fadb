import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { flowFaults } from './check-guide.ts'
import { isOutcome, type Guide, type GuideStep } from './guides.schema.ts'
import { again, back, findingsOf, finish, keptOf, nextOf, OUTAGE_STEP, pathOf, runningOf, stepIn, take } from './run-guide.ts'
import type { Answer, TrailEntry } from './runs.schema.ts'

const words = { en: 'Words', es: 'Palabras' }
const AT = '2026-11-23T16:30:00.000Z'
/** Leads on only to steps behind it, so that every way ends; the last one is an outcome. */
const guides = fc.integer({ min: 2, max: 12 }).chain((count) => {
  const step = (index: number): fc.Arbitrary<GuideStep> => {
    const id = `s${index}`
    if (index === count - 1) return fc.constant({ kind: 'ticket', id, say: words, reason: words })
    const to = fc.integer({ min: index + 1, max: count - 1 }).map((next) => `s${next}`)
    return fc.oneof(
      to.map((next): GuideStep => ({ kind: 'say', id, say: words, next })),
      fc.array(to, { minLength: 2, maxLength: 4 }).map((nexts): GuideStep => ({ kind: 'ask', id, ask: words, choices: nexts.map((next) => ({ answer: words, next })) })),
      fc.tuple(to, to, to).map(([good, bad, noAnswer]): GuideStep => ({ kind: 'check', id, check: 'signal', say: words, next: { good, bad, noAnswer } })),
      fc.tuple(to, to).map(([done, failed]): GuideStep => ({ kind: 'act', id, act: 'reboot', say: words, next: { done, failed } })),
    )
  }
  return fc.tuple(...Array.from({ length: count }, (_, index) => step(index))).map((steps): Guide => ({ id: 'any', title: words, services: [], steps }))
})
const choices = fc.infiniteStream(fc.nat({ max: 9 }))
const begun: TrailEntry[] = [{ step: OUTAGE_STEP, at: AT, by: 'Jo', standing: 'on', answer: { kind: 'outage', references: [] } }]
let ids = 0
const id = (): string => `0190f0aa-0000-7000-8000-${String((ids += 1)).padStart(12, '0')}`

function answerTo(step: GuideStep, pick: number): Answer {
  if (step.kind === 'ask') return { kind: 'chosen', choice: pick % step.choices.length, question: step.ask, words }
  if (step.kind === 'check') return { kind: 'measured', measurement: { id: id(), check: step.check, equipmentId: null, model: null, at: AT, verdict: (['good', 'marginal', 'bad', 'noAnswer'] as const)[pick % 4]!, silence: null, readings: [] } }
  if (step.kind === 'act') return { kind: 'acted', action: step.act, actionId: id(), model: null, state: pick % 2 ? 'done' : 'noAnswer', finishedAt: AT }
  return { kind: 'read' }
}
const entryOf = (step: GuideStep, pick: number): Omit<TrailEntry, 'standing'> => ({ step: step.id, at: AT, by: 'Jo', answer: answerTo(step, pick) })

describe('a run through a guide', () => {
  it('comes to an outcome, whatever is answered', () => {
    fc.assert(fc.property(guides, choices, (guide, picks) => {
      let entries = begun
      for (let round = 0; round < guide.steps.length && !isOutcome(stepIn(guide, entries)); round += 1) entries = take(entries, entryOf(stepIn(guide, entries), picks.next().value))
      expect(isOutcome(stepIn(guide, entries))).toBe(true)
    }), { numRuns: 300 })
  })

  it('goes back and on as if nothing had been, and nothing that was seen is lost', () => {
    fc.assert(fc.property(guides, choices, fc.array(fc.constantFrom('take', 'back', 'again'), { maxLength: 40 }), (guide, picks, acts) => {
      let entries = begun
      const seen = new Set<string>()
      for (const act of acts) {
        const step = stepIn(guide, entries)
        const path = pathOf(entries)
        if (act === 'back' && path.length > 0) {
          expect(again(back(entries)), 'back and on').toEqual(entries)
          entries = back(entries)
          expect(pathOf(entries)).toEqual(path.slice(0, -1))
        } else if (act === 'again' && keptOf(entries)) {
          expect(keptOf(entries)?.step, 'what is kept is of where it stands').toBe(step.id)
          entries = again(entries)
        } else if (act === 'take' && !isOutcome(step)) {
          const entry = entryOf(step, picks.next().value)
          if (entry.answer.kind === 'measured') seen.add(entry.answer.measurement.id)
          if (entry.answer.kind === 'acted') seen.add(entry.answer.actionId)
          entries = take(entries, entry)
        }
        const now = new Set(entries.flatMap(({ answer }) => (answer.kind === 'measured' ? [answer.measurement.id] : answer.kind === 'acted' ? [answer.actionId] : [])))
        expect([...seen].filter((each) => !now.has(each)), 'measured and done').toEqual([])
        expect(findingsOf(entries).filter(({ kind }) => kind !== 'said').length).toBe(seen.size)
      }
    }), { numRuns: 300 })
  })

  it('waits for a box, and goes on from what became of it', () => {
    const act: GuideStep = { kind: 'act', id: 'act', act: 'reboot', say: words, next: { done: 'good', failed: 'bad' } }
    const guide: Guide = { id: 'any', title: words, services: [], steps: [act, { kind: 'solved', id: 'good', say: words }, { kind: 'solved', id: 'bad', say: words }] }
    expect(flowFaults(guide)).toEqual([])
    const answer: Answer = { kind: 'acted', action: 'reboot', actionId: id(), model: null, state: 'running', finishedAt: null }
    const waiting = take(begun, { step: 'act', at: AT, by: 'Jo', answer })
    expect([stepIn(guide, waiting).id, runningOf(waiting)?.step, nextOf(act, answer)]).toEqual(['act', 'act', null])
    for (const [state, next] of [['done', 'good'], ['failed', 'bad'], ['noAnswer', 'bad']] as const)
      expect(stepIn(guide, finish(waiting, answer.actionId, { state, finishedAt: AT })).id).toBe(next)
  })

  it('stays where nobody knows whether a box was asked, and goes on by what was done and seen by hand', () => {
    const act: GuideStep = { kind: 'act', id: 'act', act: 'reboot', say: words, next: { done: 'check', failed: 'dead' } }
    const check: GuideStep = { kind: 'check', id: 'check', check: 'signal', say: words, next: { good: 'good', bad: 'dead', noAnswer: 'dead' } }
    const guide: Guide = { id: 'any', title: words, services: [], steps: [act, check, { kind: 'solved', id: 'good', say: words }, { kind: 'solved', id: 'dead', say: words }] }
    const unknown = take(begun, { step: 'act', at: AT, by: 'Jo', answer: { kind: 'acted', action: 'reboot', actionId: id(), model: null, state: 'unknown', finishedAt: AT } })
    expect([stepIn(guide, unknown).id, runningOf(unknown)]).toEqual(['act', null])
    expect(stepIn(guide, take(unknown, { step: 'act', at: AT, by: 'Jo', answer: { kind: 'byHand', action: 'reboot', state: 'failed' } })).id).toBe('dead')
    const byHand = take(unknown, { step: 'act', at: AT, by: 'Jo', answer: { kind: 'byHand', action: 'reboot', state: 'done' } })
    expect(stepIn(guide, byHand).id).toBe('check')
    const judged = take(byHand, { step: 'check', at: AT, by: 'Jo', answer: { kind: 'judged', check: 'signal', verdict: 'good' } })
    expect(stepIn(guide, judged).id).toBe('good')
    expect(findingsOf(judged).map(({ kind }) => kind)).toEqual(['acted', 'byHand', 'judged'])
    expect(findingsOf(back(judged)).map(({ kind }) => kind), 'what was said is taken back').toEqual(['acted', 'byHand'])
  })

  it('keeps what came behind when the same words are chosen anew, and leaves it when others are', () => {
    const ask: GuideStep = { kind: 'ask', id: 'ask', ask: words, choices: [{ answer: words, next: 'say' }, { answer: words, next: 'end' }] }
    const guide: Guide = { id: 'any', title: words, services: [], steps: [ask, { kind: 'say', id: 'say', say: words, next: 'end' }, { kind: 'solved', id: 'end', say: words }] }
    const there = take(take(begun, entryOf(ask, 0)), entryOf(guide.steps[1]!, 0))
    const atBeginning = back(back(there))
    expect(again(take(atBeginning, entryOf(ask, 0)))).toEqual(there)
    const other = take(atBeginning, entryOf(ask, 1))
    expect([keptOf(other), stepIn(guide, other).id]).toEqual([null, 'end'])
  })
})
