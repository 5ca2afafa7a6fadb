/** What opens a page's connection, on both stores. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { TICKET_MS } from '../../../shared/features/chat/customer-chat.schema.ts'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { forgetTickets, giveTickets, openPages } from '../../../electron/backend/features/chat/customer-state.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('tickets of pages on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: ReturnType<typeof chatting>
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    at = chatting(store, clock)
    const queueId = await addQueue(store, clock, 'Help')
    await publishRules(store, clock, 1, [anyRule(queueId)])
    await at.staff(await hire(store, clock, 'supervisor'), [queueId])
  })
  afterAll(() => store.close())
  const begin = async (): Promise<string> => (await at.begin()).input.conversationId

  it('opens many pages in one question, each with its own ticket, and each ticket once', async () => {
    const [one, other] = [await begin(), await begin()]
    const opened = async (tickets: readonly string[]) => (await openPages(store.db, tickets, clock.now())).map((page) => page?.id ?? null)
    const give = (...ids: string[]): Promise<string[]> => giveTickets(store.db, ids.map((conversationId) => ({ conversationId, sessionId: null })), clock.now())
    const [first, second, third] = await give(one, other, one)
    expect(await opened([second!, 'no such ticket', first!, second!])).toEqual([other, null, one, null])
    expect(await opened([first!])).toEqual([null])
    clock.advance(TICKET_MS)
    expect(await opened([third!])).toEqual([null])
    await give(one)
    expect(await forgetTickets(store.db, clock.now())).toBe(0)
    clock.advance(TICKET_MS + 1)
    expect(await forgetTickets(store.db, clock.now())).toBe(1)
  })
})
