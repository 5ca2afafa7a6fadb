import { effectScope, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'

const workspace = vi.hoisted(() => ({
  drafts: vi.fn(() => Promise.resolve({ drafts: [] })),
  saveDraft: vi.fn<(draft: { value: string }) => Promise<void>>(),
  discardCommand: vi.fn<() => Promise<void>>(),
}))
vi.mock('../../app/bridge/client.ts', () => ({ bridge: { workspace } }))
const { useDraft } = await import('../../app/draft.ts')
const { emptyNote, mergeKept, reviveNote } = await import('./note-draft.ts')
const { takeBackNote } = await import('./take-back.ts')

/** As `draftSchema` has it. */
const LONGEST = 20_000
const entry = { commandId: 'command', input: { text: 'refused', disposition: 'resolved' } }

let scope: EffectScope
beforeEach(() => {
  vi.stubGlobal('window', new EventTarget())
  vi.stubGlobal('document', new EventTarget())
  workspace.saveDraft.mockReset().mockImplementation(({ value }) => (value.length > LONGEST ? Promise.reject(new Error('too long')) : Promise.resolve()))
  workspace.discardCommand.mockReset().mockResolvedValue()
  scope = effectScope()
})
afterEach(() => {
  scope.stop()
  vi.unstubAllGlobals()
})

async function box(text: string) {
  const draft = scope.run(() => useDraft({ customerId: 'c', key: 'note', empty: emptyNote, isEmpty: (value) => !value.text, revive: reviveNote, merge: mergeKept }))
  if (!draft) return expect.fail('no scope')
  await draft.ready
  draft.value.value.text = text
  await draft.flush()
  return draft
}

it('discards the command only when its text is kept as a draft', async () => {
  const draft = await box('typed')
  let kept = () => {}
  workspace.saveDraft.mockReturnValueOnce(new Promise((resolve) => (kept = resolve)))
  const taking = takeBackNote(draft, entry)
  await new Promise((resolve) => setImmediate(resolve))
  expect(workspace.discardCommand).not.toHaveBeenCalled()
  kept()
  expect(await taking).toBeNull()
  expect(workspace.discardCommand).toHaveBeenCalledWith({ commandId: 'command' })
  expect(draft.value.value.text).toBe('typed\n\nrefused')
})

it('leaves command and box as they were when both together are too long to be kept', async () => {
  const long = 'x'.repeat(LONGEST - 100)
  const draft = await box(long)
  expect(await takeBackNote(draft, { ...entry, input: { ...entry.input, text: 'y'.repeat(200) } })).toEqual(new Error('too long'))
  expect(workspace.discardCommand).not.toHaveBeenCalled()
  expect(draft.value.value.text).toBe(long)
  expect(await draft.flush()).toBe(true)
})
