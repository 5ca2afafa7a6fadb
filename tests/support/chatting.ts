/** Chats without HTTP and sockets before them: queues, agents who take chats, customers who write. */
import { isoInstant, type Clock } from '../../shared/kernel/clock.ts'
import { newId } from '../../shared/kernel/ids.ts'
import type { BeginChat } from '../../shared/features/chat/customer-chat.schema.ts'
import type { ChatTopic } from '../../shared/features/chat/chat-words.schema.ts'
import type { OpenHours } from '../../shared/features/chat/open-hours.ts'
import type { RoutingRule } from '../../shared/features/chat/routing.ts'
import type { Permission } from '../../shared/features/session/session.schema.ts'
import { runCommand, type CommandInput, type Effect } from '../../electron/backend/command.ts'
import { beginChat, reopen } from '../../electron/backend/features/chat/begin.ts'
import { findChatAgent, seeAgent } from '../../electron/backend/features/chat/chat-agents.ts'
import { lookAtTheClock } from '../../electron/backend/features/chat/chat-clock.ts'
import { acceptChat, closeChat, declineChat, joinChat, leaveChat, linkChat, moveAgent, setChatAgent, setChatStatus, setColleagueStatus, takeOverChat, transferChat, watchChat, whisperChat, wrapUpChat } from '../../electron/backend/features/chat/chat.commands.ts'
import { answerInvitation, beginChatContact, handOverChat, inviteColleague } from '../../electron/backend/features/chat/company.commands.ts'
import { close, lockConversation } from '../../electron/backend/features/chat/conversations.ts'
import { addQueue as addQueueCommand, changeQueue, closeQueue, reopenQueue } from '../../electron/backend/features/chat/queues.commands.ts'
import { publishRules as publishRulesCommand } from '../../electron/backend/features/chat/rules.commands.ts'
import { sendAsAgent, takeBack } from '../../electron/backend/features/chat/lines.ts'
import { sending } from '../../electron/backend/features/chat/send-together.ts'
import { routeWaiting } from '../../electron/backend/features/chat/route-waiting.ts'
import type { SignedIn } from '../../electron/backend/services.ts'
import { newToken } from '../../electron/backend/secret-token.ts'
import type { Store } from '../../electron/backend/store/store.ts'
import { hire, servicesOf } from './direct-commands.ts'
import { openTestStore, type StoreKind } from './stores.ts'

export const ALWAYS: OpenHours = { week: Array.from({ length: 7 }, () => [{ from: 0, to: 1_440 }]), closedDays: [] }
export const anyRule = (queueId: string, rule: Partial<RoutingRule> = {}): RoutingRule => ({ name: 'rest', topics: [], languages: [], reasons: [], skill: null, ...rule, queueId })

export async function addQueue(store: Store, clock: Clock, name: string, { hours = ALWAYS, maxWaiting = 10_000 }: { hours?: OpenHours; maxWaiting?: number } = {}): Promise<string> {
  const id = newId(clock)
  await store.db.insertInto('chatQueue').values({ id, name, spanishName: name, hours: JSON.stringify(hours), targetSeconds: 60, maxWaiting, changedAt: isoInstant(clock.now()), changedBy: null }).execute()
  return id
}
export async function publishRules(store: Store, clock: Clock, version: number, rules: RoutingRule[]): Promise<void> {
  await store.db.insertInto('chatRules').values({ version, rules: JSON.stringify(rules), publishedAt: isoInstant(clock.now()), publishedBy: null }).execute()
}

export type Chatter = SignedIn
/** @param store of one node; several on one database are several nodes */
export function chatting(store: Store, clock: Clock) {
  const services = servicesOf(store, clock)
  const command = <I extends CommandInput>(name: string, permission: Permission, effect: Effect<I>) => (by: SignedIn, input: Omit<I, 'commandId'>, commandId = newId(clock)) =>
    runCommand({ services, signedIn: () => by, asked: { action: `chat.${name}`, permission, verification: 'unverified' } }, { commandId, ...input } as I, effect)
  const setAgent = command('setAgent', 'chat.supervise', setChatAgent)
  const setStatus = command('setStatus', 'chat.answer', setChatStatus)
  return {
    store, services, setAgent, setStatus,
    accept: command('accept', 'chat.answer', acceptChat),
    decline: command('decline', 'chat.answer', declineChat),
    link: command('link', 'chat.answer', linkChat),
    transfer: command('transfer', 'chat.answer', transferChat),
    close: command('close', 'chat.answer', closeChat),
    wrapUp: command('wrapUp', 'chat.answer', wrapUpChat),
    whisper: command('whisper', 'chat.answer', whisperChat),
    watch: command('watch', 'chat.supervise', watchChat),
    join: command('join', 'chat.supervise', joinChat),
    leave: command('leave', 'chat.answer', leaveChat),
    takeOver: command('takeOver', 'chat.supervise', takeOverChat),
    invite: command('invite', 'chat.answer', inviteColleague),
    answerInvitation: command('answerInvitation', 'chat.answer', answerInvitation),
    handOver: command('handOver', 'chat.answer', handOverChat),
    beginContact: command('beginContact', 'chat.answer', beginChatContact),
    setColleagueStatus: command('setColleagueStatus', 'chat.supervise', setColleagueStatus),
    moveAgent: command('moveAgent', 'chat.supervise', moveAgent),
    addQueue: command('addQueue', 'chat.configure', addQueueCommand),
    changeQueue: command('changeQueue', 'chat.configure', changeQueue),
    closeQueue: command('closeQueue', 'chat.configure', closeQueue),
    reopenQueue: command('reopenQueue', 'chat.configure', reopenQueue),
    publishRules: command('publishRules', 'chat.configure', publishRulesCommand),
    /** There, and free for so many. */
    async staff(supervisor: SignedIn, queueIds: string[], { capacity = 2, undoSeconds = 0, languages = ['en'], skills = [] as string[] } = {}): Promise<SignedIn> {
      const agent = await hire(store, clock, 'agent')
      await setAgent(supervisor, { agentId: agent.agent.id, expectedVersion: 0, queueIds, languages, skills, capacity, undoSeconds })
      await setStatus(agent, { away: null })
      return agent
    },
    see: (agent: SignedIn) => seeAgent(store.db, agent.agent.id, clock.now()),
    /** Somebody whom nobody knows. */
    async begin(more: Partial<BeginChat> = {}, comer: { customerId: string | null; identityId: string | null } = { customerId: null, identityId: null }) {
      const input: BeginChat = { conversationId: newId(clock), token: newToken(), name: 'Ana', topic: 'internet' satisfies ChatTopic, language: 'en', ...more }
      return { input, answer: await beginChat(services, input, comer) }
    },
    async say(conversationId: string, body: string, clientId = newId(clock)): Promise<number | null> {
      const input = { conversationId, clientId, body }
      const sequence = await sending(services).customer(input)
      if (sequence !== null) return sequence
      const door = await store.db.transaction().execute((trx) => reopen(trx, { services, now: clock.now() }, conversationId))
      return door.open ? sending(services).customer(input) : null
    },
    /** As the route does. */
    answer: async (by: SignedIn, conversationId: string, body: string, { now = true, undoSeconds = 15, clientId = newId(clock) } = {}) => {
      const itsOwn = (await findChatAgent(store.db, by.agent.id))?.undoSeconds ?? 0
      const sent = now || itsOwn > 0 ? await sending(services).agent({ conversationId, clientId, body, now }, by) : null
      if (sent !== null) return sent
      return store.db.transaction().execute(async (trx) => {
        await lockConversation(trx, conversationId)
        await trx.updateTable('chatConversation').set({ agentActiveAt: isoInstant(clock.now()) }).where('id', '=', conversationId).execute()
        return sendAsAgent(trx, { conversationId, clientId, body, now }, { agentId: by.agent.id, undoSeconds, now: clock.now() })
      })
    },
    takeBack: (by: SignedIn, conversationId: string, clientId: string) =>
      store.db.transaction().execute(async (trx) => {
        await lockConversation(trx, conversationId)
        await takeBack(trx, { conversationId, clientId, agentId: by.agent.id }, isoInstant(clock.now()))
      }),
    leavePage: (conversationId: string) =>
      store.db.transaction().execute(async (trx) => {
        const conversation = await lockConversation(trx, conversationId)
        if (conversation.closedAt === null) await close(trx, { services, now: clock.now() }, conversation, 'customer')
      }),
    /** What each node does every second. @param heardSince of one that has been there long, if nothing is said */
    async beat(heardSince = 0) {
      await lookAtTheClock(services, heardSince)
      await routeWaiting(services)
    },
    conversation: (id: string) => store.db.selectFrom('chatConversation').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
    messages: (id: string) => store.db.selectFrom('chatMessage').selectAll().where('conversationId', '=', id).orderBy('sequence').execute(),
    notes: (id: string) => store.db.selectFrom('chatNote').selectAll().where('conversationId', '=', id).orderBy('sequence').execute(),
  }
}

export type Chats = Awaited<ReturnType<typeof openChats>>
/** A store for a whole suite of chats, with somebody who supervises. `queue`: one of its own, to which all who begin from then on go. */
export async function openChats(kind: StoreKind, clock: Clock) {
  const store = await openTestStore(kind, clock)
  const at = chatting(store, clock)
  const supervisor = await hire(store, clock, 'supervisor')
  let rules = 0
  async function queue(options: Parameters<typeof addQueue>[3] = {}, name = newId(clock)): Promise<string> {
    const id = await addQueue(store, clock, name, options)
    await publishRules(store, clock, (rules += 1), [anyRule(id)])
    return id
  }
  return { store, at, supervisor, queue }
}
