import { computed, effectScope, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { SearchHit, SearchResult } from '#shared/features/customers/account-view.schema.ts'
import { idleGroups, searchGroups, type Option } from './search-options.ts'

type Search = (input: { text: string }) => Promise<SearchResult>
const customers = vi.hoisted(() => ({ search: vi.fn<Search>(), searchEverywhere: vi.fn<Search>() }))
vi.mock('../../app/bridge/client.ts', () => ({ bridge: { customers } }))
const { useSearch } = await import('./use-search.ts')
const { NO_ROW, useCursor } = await import('./use-cursor.ts')

const hit = (name: string): SearchHit => ({
  customerId: name, accountNumber: `number of ${name}`, name, status: 'active', kind: 'residential', streetLine: '', cityLine: '',
  phoneLast4: null, matchedField: 'name', matchedValue: null, marks: [], openBy: [],
})
const found = (names: string[], part: Partial<SearchResult> = {}): SearchResult =>
  ({ exact: [], people: names.map(hit), places: [], more: false, fuzzy: false, tookMs: 1, scope: 'complete', ...part })
const exactly = (name: string, ...people: string[]) => found(people, { exact: [hit(name)] })
const first = (...names: string[]) => found(names, { scope: 'cacheFirst' })
const settled = () => new Promise((resolve) => setImmediate(resolve))

/** Each question stays open until the test answers it. */
function held(procedure: typeof customers.search) {
  const open = new Map<string, { answer: (result: SearchResult) => void; fail: (reason: Error) => void }>()
  procedure.mockReset().mockImplementation(({ text }) => new Promise((answer, fail) => open.set(text, { answer, fail })))
  const get = (text: string) => open.get(text) ?? expect.fail(`nobody asked for ${text}`)
  return {
    answer: async (text: string, result: SearchResult) => (get(text).answer(result), settled()),
    fail: async (text: string) => (get(text).fail(new Error('broken')), settled()),
  }
}

let scope: EffectScope
let local: ReturnType<typeof held>
let whole: ReturnType<typeof held>
beforeEach(() => {
  scope = effectScope()
  local = held(customers.search)
  whole = held(customers.searchEverywhere)
})
afterEach(() => scope.stop())

/** The search box without its looks. */
function box(recent: string[] = []) {
  const chosen: string[] = []
  const recents = ref(recent.map(hit))
  const made = scope.run(() => {
    const asking = useSearch()
    const groups = computed(() => (asking.answer.value ? searchGroups(asking.answer.value.result, []) : idleGroups(recents.value, [])))
    const choose = (option: Option) => void (option.kind === 'hit' && chosen.push(option.hit.name))
    return { asking, groups, cursor: useCursor(groups, asking, choose) }
  })
  if (!made) return expect.fail('no scope')
  const { asking, groups, cursor } = made
  let text = ''
  return {
    chosen,
    cursor,
    type: (next: string) => ((text = next), cursor.forget(), cursor.reset(), asking.search(text)),
    askAgain: () => asking.search(text, true),
    enter: () => (cursor.forget(), cursor.enter(text)),
    down: () => (cursor.forget(), cursor.move(cursor.active.value + 1)),
    marked: () => groups.value.flatMap((group) => group.options).map((option) => option.kind === 'hit' && option.hit.name)[cursor.active.value] ?? null,
  }
}

/** With the answer to `old` on screen, and another text typed. */
async function retyped(text = 'new', recent: string[] = []) {
  const typing = box(recent)
  typing.type('old')
  await local.answer('old', found(['the caller before', 'the one before that']))
  typing.type(text)
  return typing
}

describe('Enter before the answer', () => {
  it('opens nobody of the answer before, but the first of the right one when it comes', async () => {
    const typing = await retyped()
    typing.enter()
    expect(typing.chosen).toEqual([])
    await local.answer('new', exactly('the right one', 'another'))
    expect(typing.chosen).toEqual(['the right one'])
    await settled()
    expect(typing.chosen).toHaveLength(1)
  })

  it('opens no recent account while the first question is open', async () => {
    const typing = box(['recent'])
    typing.type('new')
    typing.enter()
    expect(typing.chosen).toEqual([])
    await local.answer('new', found(['the right one']))
    expect(typing.chosen).toEqual(['the right one'])
  })

  it('is taken back by any further key', async () => {
    const typing = await retyped()
    typing.enter()
    typing.down()
    await local.answer('new', found(['the right one']))
    expect(typing.chosen).toEqual([])
  })

  it('opens nobody when the answer is an error, and asks again the next time', async () => {
    const typing = await retyped()
    typing.enter()
    await local.fail('new')
    expect(typing.chosen).toEqual([])
    typing.enter()
    await local.answer('new', found(['the right one']))
    expect(typing.chosen).toEqual(['the right one'])
  })

  it('opens nobody for whom a slip was taken, and nobody when nobody is found', async () => {
    const typing = await retyped('slip')
    typing.enter()
    await local.answer('slip', found(['a guess'], { fuzzy: true }))
    typing.type('nobody')
    typing.enter()
    await local.answer('nobody', found([]))
    expect(typing.chosen).toEqual([])
  })

  it('knows a text by its words: a space more is the same question', async () => {
    const typing = await retyped('old ')
    typing.enter()
    await local.answer('old ', found(['the right one']))
    typing.type('old  ')
    typing.enter()
    expect(typing.chosen).toEqual(['the right one', 'the right one'])
  })
})

describe('a desk that asks the backend as well', () => {
  it('shows what it knows at once, and Enter opens it', async () => {
    const typing = await retyped()
    await local.answer('new', first('known here'))
    expect(typing.marked()).toBe('known here')
    typing.enter()
    expect(typing.chosen).toEqual(['known here'])
  })

  it('waits for the backend with an Enter that came before anything was to be seen', async () => {
    const typing = await retyped()
    typing.enter()
    await local.answer('new', first('known here'))
    expect(typing.chosen).toEqual([])
    await whole.answer('new', exactly('exactly this', 'known here'))
    expect(typing.chosen).toEqual(['exactly this'])
  })

  it('does not wait where the text is exactly somebody’s', async () => {
    const typing = await retyped()
    typing.enter()
    await local.answer('new', { ...exactly('exactly this'), scope: 'cacheFirst' })
    expect(typing.chosen).toEqual(['exactly this'])
  })

  it('leaves the old list, from which nothing is opened, while nobody is known here', async () => {
    const typing = await retyped()
    await local.answer('new', first())
    expect(typing.marked()).toBe('the caller before')
    typing.enter()
    expect(typing.chosen).toEqual([])
    await whole.answer('new', found(['the right one']))
    expect(typing.chosen).toEqual(['the right one'])
  })

  it('keeps the row that is marked when the whole answer comes', async () => {
    const typing = await retyped()
    await local.answer('new', first('ana', 'bob'))
    typing.down()
    await whole.answer('new', found(['before them', 'ana', 'bob', 'behind']))
    expect([typing.marked(), typing.cursor.active.value]).toEqual(['bob', 2])
    typing.enter()
    expect(typing.chosen).toEqual(['bob'])
  })

  it('does not take the rest away while it asks again', async () => {
    const typing = await retyped()
    await local.answer('new', first('ana'))
    await whole.answer('new', found(['ana', 'bob']))
    typing.down()
    typing.askAgain()
    await local.answer('new', first('ana'))
    expect(typing.marked()).toBe('bob')
  })
})

describe('the row that is marked', () => {
  it('stays with its customer, moved or not, while a first sync brings others', async () => {
    const typing = await retyped()
    await local.answer('new', found(['ana', 'bob']))
    typing.askAgain()
    await local.answer('new', found(['zoe', 'ana', 'bob']))
    expect(typing.marked()).toBe('ana')
    typing.down()
    typing.askAgain()
    await local.answer('new', found(['yan', 'zoe', 'ana', 'bob']))
    expect(typing.marked()).toBe('bob')
  })

  it('is none when its customer is gone: Enter opens nobody else, and a step down begins anew', async () => {
    const typing = await retyped()
    await local.answer('new', found(['ana', 'bob']))
    typing.askAgain()
    await local.answer('new', found(['zoe', 'bob']))
    expect(typing.cursor.active.value).toBe(NO_ROW)
    typing.enter()
    expect(typing.chosen).toEqual([])
    typing.down()
    expect(typing.marked()).toBe('zoe')
  })

  it('goes to an exact match that comes later, unless somebody has moved', async () => {
    const typing = await retyped()
    await local.answer('new', first('ana'))
    await whole.answer('new', exactly('exactly this', 'ana'))
    expect(typing.marked()).toBe('exactly this')
    typing.type('other')
    await local.answer('other', first('ana', 'bob'))
    typing.down()
    await whole.answer('other', exactly('exactly this', 'ana', 'bob'))
    expect(typing.marked()).toBe('bob')
  })

  it('is the first one of another text', async () => {
    const typing = await retyped()
    await local.answer('new', found(['ana', 'bob']))
    typing.down()
    typing.type('other')
    await local.answer('other', found(['bob', 'zoe', 'ana']))
    expect([typing.marked(), typing.cursor.active.value]).toEqual(['bob', 0])
    typing.type('third')
    await local.answer('third', found(['zoe', 'bob']))
    expect(typing.marked()).toBe('zoe')
  })
})
