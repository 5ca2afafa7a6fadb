/** Queues and rules as they are set up: nobody is left in a queue that is closed, nobody writes over what somebody else has done. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { isoInstant, manualClock } from '../../../shared/kernel/clock.ts'
import { newId } from '../../../shared/kernel/ids.ts'
import type { QueueFields } from '../../../shared/features/chat/chat-setup.schema.ts'
import { REPEAT_MS } from '../../../shared/features/chat/chat-times.ts'
import { checkRules, everyCase } from '../../../shared/features/chat/check-rules.ts'
import { findPublished, readSetup } from '../../../electron/backend/features/chat/setup.queries.ts'
import { compareRules, tryOut } from '../../../electron/backend/features/chat/try-rules.ts'
import type { SignedIn } from '../../../electron/backend/services.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { Random } from '../../../electron/backend/demo/random.ts'
import { addQueue, ALWAYS, anyRule, chatting } from '../../support/chatting.ts'
import { hire } from '../../support/direct-commands.ts'
import { addSubscriber } from '../../support/outages.ts'
import { openTestStore, storeKinds } from '../../support/stores.ts'

describe.each(storeKinds)('how chats are set up, on the %s store', (kind) => {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  let store: Store
  let at: ReturnType<typeof chatting>
  let supervisor: SignedIn
  let other: SignedIn
  let queueId: string
  let second: string
  beforeAll(async () => {
    store = await openTestStore(kind, clock)
    at = chatting(store, clock)
    supervisor = await hire(store, clock, 'supervisor')
    other = await hire(store, clock, 'administrator')
  })
  afterAll(() => store.close())
  beforeEach(async () => {
    queueId = await addQueue(store, clock, newId(clock))
    second = await addQueue(store, clock, newId(clock))
  })
  const fields = (more: Partial<QueueFields> = {}): QueueFields => ({ name: newId(clock), spanishName: 'Cola', hours: ALWAYS, targetSeconds: 60, targetPercent: 80, maxWaiting: 10, ...more })
  const versionNow = async (): Promise<number> => (await findPublished(store.db))?.version ?? 0
  const publish = async (...rules: Parameters<typeof anyRule>[]) => at.publishRules(supervisor, { expectedVersion: await versionNow(), rules: rules.map((each) => anyRule(...each)) })
  const setup = () => readSetup(store.db, at.services)
  const queue = async (id: string) => (await setup()).queues.find((each) => each.id === id)
  const audited = (action: string) => store.db.selectFrom('auditEntry').select(['outcome', 'detail']).where('action', '=', `chat.${action}`).orderBy('seq', 'desc').limit(1).executeTakeFirstOrThrow()
  const agentOf = (id: string) => store.db.selectFrom('chatAgent').selectAll().where('agentId', '=', id).executeTakeFirstOrThrow()

  describe('a queue', () => {
    it('is added, has the one name that no other has, and the audit says what was changed from what to what', async () => {
      const id = newId(clock)
      const name = `Help ${id}`
      await at.addQueue(supervisor, { queueId: id, ...fields({ name }) })
      expect(await queue(id)).toMatchObject({ name, open: true, active: true, waiting: 0, agents: 0, version: 1, changedBy: supervisor.agent.displayName })
      await expect(at.addQueue(other, { queueId: newId(clock), ...fields({ name: name.toUpperCase() }) })).rejects.toMatchObject({ code: 'validation', data: { issues: [{ path: 'name', message: 'taken' }] } })
      const hours = { week: [[{ from: 480, to: 720 }, { from: 780, to: 1_500 }], [], [], [], [], [], []], closedDays: [{ day: '2026-12-25', name: 'Christmas' }] }
      await at.changeQueue(other, { queueId: id, expectedVersion: 1, ...fields({ name, targetSeconds: 30, hours }) })
      expect(await queue(id)).toMatchObject({ targetSeconds: 30, hours, version: 2, changedBy: other.agent.displayName })
      expect((await audited('changeQueue')).detail).toEqual({ queueId: id, targetSecondsBefore: '60', targetSecondsAfter: '30', hoursBefore: expect.stringContaining('1440'), hoursAfter: JSON.stringify(hours) })
    })

    it('that somebody else changed meanwhile is not written over, and is shown as it is now', async () => {
      await at.changeQueue(other, { queueId, expectedVersion: 1, ...fields({ targetSeconds: 45 }) })
      await expect(at.changeQueue(supervisor, { queueId, expectedVersion: 1, ...fields() })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'chatQueue', current: { version: 2, targetSeconds: 45 }, changedBy: other.agent.displayName } })
    })

    it('with somebody in it, with people of its own, or with a rule that leads to it, is closed only when it is said what becomes of each', async () => {
      await publish([queueId])
      const agent = await at.staff(supervisor, [queueId])
      const { input } = await at.begin()
      const close = (more: { conversationsTo?: string | null; agentsTo?: string | null } = {}) => at.closeQueue(supervisor, { queueId, expectedVersion: 1, conversationsTo: null, agentsTo: null, ...more })
      const issues = (...paths: string[]) => ({ code: 'validation', data: { issues: paths.map((path) => ({ path, message: 'needed' })) } })
      await expect(close()).rejects.toMatchObject(issues('rules', 'conversationsTo', 'agentsTo'))
      await publish([second])
      await expect(close()).rejects.toMatchObject(issues('conversationsTo', 'agentsTo'))
      await expect(close({ conversationsTo: queueId, agentsTo: 'none' })).rejects.toMatchObject({ data: { issues: [{ path: 'conversationsTo', message: 'unknownQueue' }] } })
      expect(await queue(queueId)).toMatchObject({ active: true, waiting: 1, agents: 1 })
      const rankAt = (await at.conversation(input.conversationId)).rankAt
      await close({ conversationsTo: second, agentsTo: second })
      expect(await queue(queueId)).toMatchObject({ active: false, open: false, waiting: 0, agents: 0, version: 2 })
      expect(await at.conversation(input.conversationId)).toMatchObject({ queueId: second, status: 'waiting', rankAt })
      expect((await agentOf(agent.agent.id)).queueIds).toEqual([second])
      await at.beat()
      expect(await at.conversation(input.conversationId)).toMatchObject({ status: 'offered', ownerId: agent.agent.id })
      expect((await audited('closeQueue')).detail).toEqual({ queueId, conversations: 1, agents: 1, conversationsTo: second, agentsTo: second })
    })

    it('that is closed takes nobody: no rule, no agent, no transfer, no word to what was in it; opened again it does', async () => {
      await publish([queueId])
      const agent = await at.staff(supervisor, [queueId, second])
      const { input } = await at.begin()
      await at.beat()
      await at.accept(agent, { conversationId: input.conversationId, contactId: newId(clock) })
      await at.wrapUp(agent, { conversationId: input.conversationId, disposition: 'resolved', text: '' })
      await publish([second])
      await at.closeQueue(supervisor, { queueId, expectedVersion: 1, conversationsTo: null, agentsTo: 'none' })
      expect((await agentOf(agent.agent.id)).queueIds).toEqual([second])
      await expect(publish([queueId])).rejects.toMatchObject({ data: { issues: [{ path: 'rules.0', message: 'closedQueue' }] } })
      const { version } = await agentOf(agent.agent.id)
      await expect(at.moveAgent(supervisor, { agentId: agent.agent.id, expectedVersion: version, into: queueId, outOf: null })).rejects.toMatchObject({ data: { issues: [{ path: 'into', message: 'unknownQueue' }] } })
      await at.say(input.conversationId, 'one more thing')
      expect(await at.conversation(input.conversationId), 'by the rules of now').toMatchObject({ queueId: second, status: 'waiting' })
      await at.reopenQueue(supervisor, { queueId, expectedVersion: 2 })
      await at.moveAgent(supervisor, { agentId: agent.agent.id, expectedVersion: version, into: queueId, outOf: null })
      expect(await queue(queueId)).toMatchObject({ active: true, agents: 1 })
    })

    it('is set up by nobody whose right was taken meanwhile', async () => {
      const agent = await hire(store, clock, 'agent')
      agent.agent.permissions.push('chat.configure')
      await expect(at.addQueue(agent, { queueId: newId(clock), ...fields() })).rejects.toMatchObject({ code: 'forbidden' })
    })
  })

  describe('rules', () => {
    it('are published upon what was seen, are in force for the next that comes, and each version is kept with who and when', async () => {
      await publish([queueId])
      const before = await versionNow()
      const agent = await at.staff(supervisor, [queueId, second], { capacity: 3 })
      const first = await at.begin()
      await publish([second, { topics: ['internet'], name: 'internet' }], [queueId])
      const next = await at.begin()
      expect([(await at.conversation(first.input.conversationId)).queueId, (await at.conversation(next.input.conversationId)).queueId]).toEqual([queueId, second])
      await publish([queueId])
      const { published, versions } = await setup()
      expect(published).toMatchObject({ version: before + 2, sameAs: before, publishedBy: supervisor.agent.displayName, rules: [anyRule(queueId)] })
      expect(versions.slice(0, 3).map(({ version, rules, sameAs }) => [version, rules, sameAs])).toEqual([[before + 2, 1, before], [before + 1, 2, null], [before, 1, null]])
      expect((await audited('publishRules')).detail).toMatchObject({ before: before + 1, after: before + 2, removed: 'internet', added: '', changed: '', sameAs: before })
      await expect(publish([queueId])).rejects.toMatchObject({ data: { issues: [{ path: 'rules', message: 'unchanged' }] } })
      await at.setStatus(agent, { away: 'lunch' })
    })

    it('with a fault are not published, and each fault is said with its place', async () => {
      await expect(publish([queueId], [second, { topics: ['bill'] }])).rejects.toMatchObject({ data: { issues: [{ path: 'rules.1', message: 'neverReached' }] } })
      await expect(publish([queueId, { languages: ['en'] }])).rejects.toMatchObject({ data: { issues: [{ path: 'rules', message: 'nobodyFits' }] } })
      await expect(publish([newId(clock)])).rejects.toMatchObject({ data: { issues: [{ path: 'rules.0', message: 'unknownQueue' }] } })
    })

    it('of two who publish at once, the second is told who was first', async () => {
      const expectedVersion = await versionNow()
      const done = await Promise.allSettled([at.publishRules(supervisor, { expectedVersion, rules: [anyRule(queueId)] }), at.publishRules(other, { expectedVersion, rules: [anyRule(second)] })])
      const lost = done.findIndex(({ status }) => status === 'rejected')
      expect(done.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected'])
      expect((done[lost] as PromiseRejectedResult).reason).toMatchObject({ code: 'conflict', data: { stream: 'chatRules', current: { version: expectedVersion + 1 }, changedBy: (lost === 0 ? other : supervisor).agent.displayName } })
    })
  })

  describe('tried out', () => {
    const facts = { topic: 'bill', language: 'en' } as const
    it('a chat goes where it goes in earnest, whatever the rules are', async () => {
      const seed = Math.floor(Math.random() * 2 ** 31)
      const random = new Random(seed, 0, 7)
      const agent = await at.staff(supervisor, [queueId, second], { capacity: 20 })
      for (let round = 0; round < 12; round += 1) {
        await at.see(agent)
        const one = { ...everyCase[random.between(0, everyCase.length - 1)]!, reasons: [] }
        const rules = [...Array.from({ length: random.between(0, 4) }, (_, index) => anyRule(random.chance(0.5) ? queueId : second, { name: `${index}`, topics: random.chance(0.7) ? [everyCase[random.between(0, everyCase.length - 1)]!.topic] : [], languages: random.chance(0.5) ? ['es'] : [] })), anyRule(queueId)]
        if (checkRules(rules, [queueId, second].map((id) => ({ id, active: true }))).length > 0) continue
        const before = await tryOut(store.db, at.services, { draft: rules, facts: one, who: { kind: 'reasons', reasons: [] }, at: null })
        await at.publishRules(supervisor, { expectedVersion: await versionNow(), rules }).catch(() => undefined)
        const after = await tryOut(store.db, at.services, { draft: null, facts: one, who: { kind: 'reasons', reasons: [] }, at: null })
        expect(after.published, `seed ${seed}`).toEqual(before.draft)
        const { input } = await at.begin({ topic: one.topic, language: one.language as 'en' })
        expect((await at.conversation(input.conversationId)).queueId, `seed ${seed}`).toBe(before.draft?.route?.queueId)
      }
      await at.setStatus(agent, { away: 'lunch' })
    })

    it('says which rules passed it over and why, and whether the queue is open then, against what is published and the draft', async () => {
      const day = await addQueue(store, clock, newId(clock), { hours: { week: Array.from({ length: 7 }, () => [{ from: 480, to: 1_020 }]), closedDays: [{ day: '2026-11-26', name: 'Thanksgiving' }] } })
      await publish([queueId])
      const draft = [anyRule(second, { name: 'Spanish', languages: ['es'] }), anyRule(second, { name: 'Outages', topics: ['internet'], reasons: ['outage'] }), anyRule(day, { name: 'Rest', skill: 'retention' })]
      const tried = await tryOut(store.db, at.services, { draft, facts, who: { kind: 'reasons', reasons: ['repeat'] }, at: '2026-11-26T16:00:00.000Z' })
      expect(tried).toEqual({
        at: '2026-11-26T16:00:00.000Z', reasons: ['repeat'], headStart: 120,
        published: { route: { place: 0, name: 'rest', queueId, skill: null }, passedOver: [], queue: { open: true, active: true, opensAt: null } },
        draft: {
          route: { place: 2, name: 'Rest', queueId: day, skill: 'retention' },
          passedOver: [{ place: 0, name: 'Spanish', misses: ['language'] }, { place: 1, name: 'Outages', misses: ['topic', 'reasons'] }],
          queue: { open: false, active: true, opensAt: '2026-11-27T13:00:00.000Z' },
        },
      })
      const nowhere = await tryOut(store.db, at.services, { draft: [anyRule('', { languages: ['es'] })], facts, who: { kind: 'reasons', reasons: [] }, at: null })
      expect(nowhere.draft).toMatchObject({ route: null, queue: null, passedOver: [{ misses: ['language'] }] })
    })

    it('reads the reasons of a customer as they are now', async () => {
      await publish([queueId])
      const customer = await addSubscriber(store, { kind: 'business' })
      const ask = async () => (await tryOut(store.db, at.services, { draft: null, facts, who: { kind: 'customer', customerId: customer.id }, at: null })).reasons
      expect(await ask()).toEqual(['business'])
      const agent = await at.staff(supervisor, [queueId])
      await at.begin({}, { customerId: customer.id, identityId: null })
      expect(await ask()).toEqual(['business', 'repeat'])
      clock.advance(REPEAT_MS)
      expect(await ask()).toEqual(['business'])
      await at.setStatus(agent, { away: 'lunch' })
    })

    it('counts of the last two hundred that came how many would go elsewhere', async () => {
      await publish([queueId])
      const row = (index: number) => ({ id: newId(clock), customerId: null, identityId: null, name: 'Bo', topic: index % 4 === 0 ? 'bill' : 'internet', language: 'en', resumeHash: Buffer.from(newId(clock)), queueId, skill: null, reasons: [], status: 'closed', rankAt: isoInstant(clock.now() + index), waitingSince: null, begunAt: isoInstant(clock.now() + index), closedAt: isoInstant(clock.now() + index), customerSeenAt: null }) as const
      await store.db.insertInto('chatConversation').values(Array.from({ length: 240 }, (_, index) => ({ ...row(index), reasons: [] }))).execute()
      const same = await compareRules(store.db, [anyRule(queueId, { name: 'called otherwise' })])
      expect(same).toEqual({ looked: 200, since: isoInstant(clock.now() + 40), elsewhere: 0, moves: [] })
      const other_ = await compareRules(store.db, [anyRule(second, { topics: ['bill'] }), anyRule(queueId, { topics: ['internet'], skill: 'fibre' })])
      expect(other_).toMatchObject({ looked: 200, elsewhere: 200, moves: [{ count: 150, from: { queueId, skill: null }, to: { queueId, skill: 'fibre' } }, { count: 50, to: { queueId: second, skill: null } }] })
      expect((await compareRules(store.db, [anyRule(queueId, { topics: ['internet'] })])).moves).toEqual([{ count: 50, from: { queueId, skill: null }, to: null }])
    })
  })

  describe('people', () => {
    it('are moved into and out of queues, and whoever was changed meanwhile is not, by name of who was first', async () => {
      const agent = await at.staff(supervisor, [queueId], { languages: ['en', 'es'], skills: ['fibre'], capacity: 4 })
      const { version } = await agentOf(agent.agent.id)
      const move = (by: SignedIn, more: { into?: string | null; outOf?: string | null }, expectedVersion = version) => at.moveAgent(by, { agentId: agent.agent.id, expectedVersion, into: null, outOf: null, ...more })
      await move(supervisor, { into: second, outOf: queueId })
      expect(await agentOf(agent.agent.id)).toMatchObject({ queueIds: [second], languages: ['en', 'es'], skills: ['fibre'], capacity: 4, version: version + 1 })
      const colleague = await hire(store, clock, 'supervisor')
      await expect(move(colleague, { into: queueId })).rejects.toMatchObject({ code: 'conflict', data: { stream: 'chatAgent', current: { version: version + 1, queueIds: [second] }, changedBy: supervisor.agent.displayName } })
      await move(colleague, { into: queueId }, version + 1)
      expect((await agentOf(agent.agent.id)).queueIds).toEqual([second, queueId])
    })
    it('who went to lunch meanwhile are not changed by that', async () => {
      const agent = await at.staff(supervisor, [queueId])
      const { version } = await agentOf(agent.agent.id)
      await at.setStatus(agent, { away: 'lunch' })
      await at.moveAgent(supervisor, { agentId: agent.agent.id, expectedVersion: version, into: second, outOf: null })
      expect(await agentOf(agent.agent.id)).toMatchObject({ queueIds: [queueId, second], status: 'away' })
    })
  })
})
