/** A node that did not run, such as on a laptop that slept, takes nobody for gone who had nobody to say a word to. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { DESK_GONE_MS } from '../../../shared/features/chat/chat-times.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { openChatLive, type ChatLive, type DeskSide } from '../../../electron/backend/features/chat/chat-live.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { addQueue, anyRule, chatting, publishRules } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { manualTime } from '../../support/manual-timers.ts'
import { NOW, openTestStore, storeKinds } from '../../support/stores.ts'

const nobody: DeskSide = { changed: () => undefined, lines: () => undefined, marks: () => undefined, typing: () => undefined }

describe.each(storeKinds)('a node on the %s store', (kind) => {
  const time = manualTime(NOW)
  let store: Store
  let at: ReturnType<typeof chatting>
  let live: ChatLive
  let supervisor: SignedIn
  let rules = 0
  beforeAll(async () => {
    store = await openTestStore(kind, time.clock)
    at = chatting(store, time.clock)
    supervisor = await hire(store, time.clock, 'supervisor')
    live = await openChatLive({ ...at.services, timers: time.timers }, nobody)
  })
  afterAll(async () => {
    await live.close()
    await store.close()
  })
  async function held() {
    const queueId = await addQueue(store, time.clock, newId(time.clock))
    await publishRules(store, time.clock, (rules += 1), [anyRule(queueId)])
    const agent = await at.staff(supervisor, [queueId])
    const { input } = await at.begin()
    await live.beat()
    await at.accept(agent, { conversationId: input.conversationId, contactId: newId(time.clock) })
    return { id: input.conversationId, agent }
  }

  it('leaves a conversation with its agent when it wakes, and gives it back once the agent alone was silent so long', async () => {
    const { id, agent } = await held()
    time.sleep(10 * 60_000)
    await live.beat()
    expect(await at.conversation(id)).toMatchObject({ status: 'active', ownerId: agent.agent.id, returns: 0 })
    // As long as a node has to hear desks before it misses one, all awake.
    for (let passed = 0; passed <= DESK_GONE_MS; passed += 1_000) time.advance(1_000)
    await live.beat()
    expect(await at.conversation(id)).toMatchObject({ returns: 1 })
  })
})
