import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { Draft as StoredDraft } from '#shared/features/workspace/workspace.schema.ts'

type Drafts = { drafts: StoredDraft[] }
const drafts = vi.hoisted(() => vi.fn<() => Promise<Drafts>>())
const saveDraft = vi.hoisted(() => vi.fn<(draft: StoredDraft) => Promise<void>>())
vi.mock('./bridge/client.ts', () => ({ bridge: { workspace: { drafts, saveDraft } } }))
const { useDraft } = await import('./draft.ts')

type Text = { text: string }
const isText = (stored: unknown): stored is Text => typeof stored === 'object' && stored !== null && 'text' in stored
const kept = (text: string): Drafts => ({ drafts: [{ customerId: 'c', key: 'note', value: JSON.stringify({ text }) }] })
const saved = () => saveDraft.mock.calls.map(([{ value }]) => value && (JSON.parse(value) as Text).text)

let scope: EffectScope
beforeEach(() => {
  vi.useFakeTimers()
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', Object.assign(new EventTarget(), { visibilityState: 'visible' }))
  drafts.mockReset().mockResolvedValue({ drafts: [] })
  saveDraft.mockReset().mockResolvedValue()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

const open = () =>
  scope.run(() =>
    useDraft<Text>({
      customerId: 'c', key: 'note', empty: { text: '' },
      isEmpty: ({ text }) => !text,
      revive: (stored) => (isText(stored) ? stored : null),
      merge: (typed, before) => ({ text: `${before.text}|${typed.text}` }),
    }),
  ) ?? expect.fail('no scope')

/** An answer that the test gives when it likes. */
function held() {
  let answer: (found: Drafts) => void = () => {}
  let fail: (reason: Error) => void = () => {}
  drafts.mockReturnValueOnce(new Promise((resolve, reject) => ([answer, fail] = [resolve, reject])))
  return { answer, fail }
}

it('puts what was kept into the field and does not write it again', async () => {
  drafts.mockResolvedValue(kept('half a sentence'))
  const draft = open()
  await draft.ready
  await vi.advanceTimersByTimeAsync(5_000)
  expect([draft.value.value.text, draft.kept.value, saved()]).toEqual(['half a sentence', true, []])
})

it('loses neither side when a kept draft comes long after the typing began', async () => {
  const late = held()
  const draft = open()
  draft.value.value.text = 'typed'
  await vi.advanceTimersByTimeAsync(5_000)
  expect(saved()).toEqual([])
  late.answer(kept('kept'))
  await vi.advanceTimersByTimeAsync(5_000)
  expect(draft.value.value.text).toBe('kept|typed')
  expect([saved().at(-1), draft.kept.value]).toEqual(['kept|typed', true])
})

it('keeps both although the page was left before the kept draft came', async () => {
  const late = held()
  const draft = open()
  draft.value.value.text = 'typed'
  scope.stop()
  late.answer(kept('kept'))
  await vi.advanceTimersByTimeAsync(0)
  expect(saved()).toEqual(['kept|typed'])
})

it('asks again for what was kept before it writes over it', async () => {
  const lost = held()
  const draft = open()
  lost.fail(new Error('restarted'))
  await draft.ready
  expect(draft.failed.value).toBeInstanceOf(Error)
  drafts.mockResolvedValue(kept('kept'))
  draft.value.value.text = 'typed'
  await vi.advanceTimersByTimeAsync(5_000)
  expect([saved().at(-1), draft.failed.value]).toEqual(['kept|typed', null])
})

it('says whether the text is safe, and tries again what could not be kept', async () => {
  const draft = open()
  await draft.ready
  saveDraft.mockRejectedValueOnce(new Error('full'))
  draft.value.value.text = 'typed'
  expect([await draft.flush(), draft.kept.value]).toEqual([false, false])
  expect(draft.failed.value).toBeInstanceOf(Error)
  expect([await draft.flush(), draft.kept.value, draft.failed.value]).toEqual([true, true, null])
  expect(saved()).toEqual(['typed', 'typed'])
})

it('writes in the very moment in which the window goes', async () => {
  const draft = open()
  await draft.ready
  draft.value.value.text = 'typed'
  window.dispatchEvent(new Event('pagehide'))
  expect(saved()).toEqual(['typed'])
})

it('begins anew with nothing of what was chosen before, however deep it lay', async () => {
  const picks = scope.run(() => useDraft<{ picks: string[] }>({ customerId: 'c', key: 'plan', empty: { picks: [] }, isEmpty: (value) => value.picks.length === 0, revive: () => null, merge: (typed) => typed })) ?? expect.fail('no scope')
  await picks.ready
  picks.value.value.picks.push('fiber')
  picks.clear()
  expect(picks.value.value).toEqual({ picks: [] })
})
