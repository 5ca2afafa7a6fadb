import { beforeEach, expect, it, vi } from 'vitest'

type Kept = { open: string[]; active: string | null }
const kept = vi.hoisted(() => vi.fn<() => Promise<Kept>>())
const saveTabs = vi.hoisted(() => vi.fn<(tabs: Kept) => Promise<void>>())
vi.mock('../../app/bridge/client.ts', () => ({
  bridge: { workspace: { tabs: kept, saveTabs }, customers: { recent: async () => ({ hits: [] }), view: () => Promise.reject(new Error('none')), open: () => Promise.reject(new Error('none')) } },
}))
const { forgetTabs, leaveTabs, openAccount, restoreTabs, tabs, tabsAreShownBy } = await import('./tabs.ts')

const shown = vi.fn<(customerId: string | null) => void>()
/** The tabs of this agent, told when the test likes. */
function held() {
  let answer: (found: Kept) => void = () => {}
  kept.mockReturnValueOnce(new Promise((resolve) => (answer = resolve)))
  return (found: Kept) => answer(found)
}
beforeEach(() => {
  forgetTabs()
  shown.mockReset()
  saveTabs.mockReset().mockResolvedValue()
  tabsAreShownBy(shown)
})

it('brings back the tabs as they were, with the one that was in front', async () => {
  kept.mockResolvedValueOnce({ open: ['ana', 'bo'], active: 'ana' })
  await restoreTabs()
  expect([tabs.open, tabs.active, shown.mock.calls]).toEqual([['ana', 'bo'], 'ana', [['ana']]])
})

it('takes nobody away who has gone to another page before they were there', async () => {
  const answer = held()
  const restoring = restoreTabs()
  leaveTabs()
  answer({ open: ['ana'], active: 'ana' })
  await restoring
  expect([tabs.open, tabs.active, shown.mock.calls]).toEqual([['ana'], null, []])
})

it('keeps an account that was opened before they were there, in front', async () => {
  const answer = held()
  const restoring = restoreTabs()
  openAccount('cy')
  answer({ open: ['ana'], active: 'ana' })
  await restoring
  expect([tabs.open, tabs.active, shown.mock.calls]).toEqual([['ana', 'cy'], 'cy', [['cy']]])
  expect(saveTabs).toHaveBeenLastCalledWith({ open: ['ana', 'cy'], active: 'cy' })
})
