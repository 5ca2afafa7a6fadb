/** Alerts: raised before a target breaks, told once, seen by somebody, over, and begun anew. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import { seeAlert, forgetOldAlerts, listAlerts, watchQueues } from '../../../electron/backend/features/chat/chat-alerts.ts'
import { QUIET_MS } from '../../../electron/backend/features/chat/alert-rule.ts'
import { runCommand } from '../../../electron/backend/command.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { openChats, type Chats } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { storeKinds } from '../../support/stores.ts'

const DAY_MS = 24 * 60 * 60_000

describe.each(storeKinds)('alerts on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: Chats['at']
  let supervisor: SignedIn
  let queue: Chats['queue']
  beforeAll(async () => {
    ;({ store, at, supervisor, queue } = await openChats(kind, clock))
  })
  afterAll(() => store.close())
  const watch = () => watchQueues(at.services)
  const see = (alertId: string, by = supervisor) => runCommand({ services: at.services, signedIn: () => by, asked: { action: 'chat.seeAlert', permission: 'chat.supervise', verification: 'unverified' } }, { commandId: newId(clock), alertId }, seeAlert)

  /** A queue of its own, whose one agent is with somebody. */
  async function full() {
    const name = newId(clock)
    const queueId = await queue({}, name)
    const agent = await at.staff(supervisor, [queueId], { capacity: 1 })
    const begin = async (): Promise<string> => (await at.begin()).input.conversationId
    const accept = async (conversationId: string): Promise<void> => {
      await at.beat()
      await at.accept(agent, { conversationId, contactId: newId(clock) })
    }
    const held = await begin()
    await accept(held)
    return {
      queueId, name, agent, held, begin, accept,
      alerts: async () => (await listAlerts(store.db)).alerts.filter((alert) => alert.queueId === queueId),
      async pass(ms: number): Promise<void> {
        clock.advance(ms)
        await at.see(agent)
        await at.beat()
        await watch()
      },
    }
  }

  it('is none while nobody waits, and one when somebody has waited half of what is promised, whichever nodes look', async () => {
    const { queueId, name, begin, alerts, pass } = await full()
    await begin()
    await pass(29_000)
    expect(await alerts()).toEqual([])
    clock.advance(1_000)
    await Promise.all([watch(), watch()])
    expect(await alerts()).toMatchObject([{ queueId, name, kind: 'wait', seenAt: null, seenBy: null }])
    expect((await store.db.selectFrom('chatAlert').select('id').where('queueId', '=', queueId).execute()).length).toBe(1)
  })

  it('is seen by whoever is first, and that is recorded; an agent says nothing of it', async () => {
    const { agent, begin, alerts, pass, queueId } = await full()
    await begin()
    await pass(30_000)
    const [alert] = await alerts()
    const at0 = new Date(clock.now()).toISOString()
    await see(alert!.id)
    await pass(1_000)
    await see(alert!.id, await hire(store, clock, 'supervisor'))
    expect(await alerts()).toMatchObject([{ id: alert!.id, seenBy: supervisor.agent.displayName, seenAt: at0 }])
    await expect(see(alert!.id, agent)).rejects.toMatchObject({ code: 'forbidden' })
    await expect(see(newId(clock))).rejects.toMatchObject({ code: 'notFound' })
    const told = (await store.db.selectFrom('auditEntry').select(['outcome', 'detail']).where('action', '=', 'chat.seeAlert').orderBy('seq').execute()).filter(({ detail }) => (detail as { queueId?: string } | null)?.queueId === queueId)
    expect(told.map(({ outcome }) => outcome)).toEqual(['allowed', 'allowed'])
    expect(told[0]!.detail).toMatchObject({ kind: 'wait', queueId })
  })

  it('does not come again while it lasts, is over when nothing of it was so for a while, and begins anew', async () => {
    const { agent, held, begin, accept, alerts, pass } = await full()
    const waits = await begin()
    await pass(30_000)
    const [before] = await alerts()
    await pass(20_000)
    expect(await alerts()).toEqual([before])
    await at.wrapUp(agent, { conversationId: held, disposition: 'resolved', text: '' })
    await accept(waits)
    await pass(QUIET_MS - 1_000)
    expect(await alerts(), 'it lasts a little longer').toEqual([before])
    await pass(1_000)
    expect(await alerts()).toEqual([])
    await expect(see(before!.id)).rejects.toMatchObject({ code: 'conflict', data: { stream: 'chatAlert' } })
    await begin()
    await pass(30_000)
    const [anew] = await alerts()
    expect(anew).toMatchObject({ kind: 'wait', seenAt: null })
    expect(anew!.id).not.toBe(before!.id)
  })

  it('says that nobody is there while it is open, and nothing of a queue that is not in use', async () => {
    const { queueId, agent, held, alerts } = await full()
    await at.wrapUp(agent, { conversationId: held, disposition: 'resolved', text: '' })
    await at.setStatus(agent, { away: 'lunch' })
    await watch()
    expect((await alerts()).map(({ kind: what }) => what)).toEqual(['nobodyThere'])
    await store.db.updateTable('chatQueue').set({ active: false }).where('id', '=', queueId).execute()
    clock.advance(QUIET_MS)
    await watch()
    expect(await alerts()).toEqual([])
  })

  it('is forgotten when the history is', async () => {
    const { queueId, begin, pass } = await full()
    const id = await begin()
    await pass(30_000)
    await at.leavePage(id)
    await pass(QUIET_MS)
    const count = async () => (await store.db.selectFrom('chatAlert').select('id').where('queueId', '=', queueId).execute()).length
    await forgetOldAlerts(at.services)
    expect(await count()).toBe(1)
    clock.advance(93 * DAY_MS)
    await forgetOldAlerts(at.services)
    expect(await count()).toBe(0)
  })
})
