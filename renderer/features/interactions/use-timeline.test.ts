import { effectScope, ref } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { TimelineEntry, TimelinePage } from '#shared/features/customers/account-view.schema.ts'

const timeline = vi.hoisted(() => vi.fn<() => Promise<TimelinePage>>())
vi.mock('../../app/bridge/client.ts', () => ({ bridge: { customers: { timeline } } }))
const { useTimeline } = await import('./interactions.queries.ts')

const customerId = 'c'
const note = (hour: number, pending: 'refused' | null = null): TimelineEntry => {
  const [id, at] = [`note-${hour}`, `2026-11-02T${String(hour).padStart(2, '0')}:00:00.000Z`]
  const row = { id, customerId, version: 1, channel: 'note' as const, direction: 'internal' as const, at, by: 'Amy', disposition: null, text: id }
  return { type: 'interaction', at, id, row, pending, commandId: pending && `command-${hour}` }
}
const page = (...entries: TimelineEntry[]): TimelinePage => ({ entries, more: true })

let scope = effectScope()
beforeEach(() => void (scope = effectScope()))
afterEach(() => scope.stop())

async function opened(first: TimelinePage, earlier: TimelinePage) {
  timeline.mockResolvedValue(earlier)
  const newest = ref(first)
  const shown = scope.run(() => useTimeline(customerId, 'all', () => newest.value)) ?? expect.fail('no scope')
  await shown.showMore()
  const becomes = async (next: TimelinePage) => {
    newest.value = next
    await Promise.resolve()
    return shown.entries.value.map(({ id }) => id)
  }
  return { becomes }
}

it('lets a note go that was given up, although earlier entries are open', async () => {
  const { becomes } = await opened(page(note(9, 'refused'), note(8), note(7)), page(note(2), note(1)))
  expect(await becomes(page(note(8), note(7), note(6)))).toEqual(['note-8', 'note-7', 'note-6', 'note-2', 'note-1'])
})

it('keeps what slides off the first page, but no note that only waits', async () => {
  const { becomes } = await opened(page(note(8), note(7), note(6, 'refused'), note(5)), page(note(2)))
  expect(await becomes(page(note(10), note(9), note(8), note(7)))).toEqual(['note-10', 'note-9', 'note-8', 'note-7', 'note-5', 'note-2'])
})

it('does not bring back what is gone from the middle of the page', async () => {
  const { becomes } = await opened(page(note(8), note(7), note(6)), page(note(2)))
  expect(await becomes(page(note(9), note(8), note(6)))).toEqual(['note-9', 'note-8', 'note-6', 'note-2'])
})
