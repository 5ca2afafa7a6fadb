import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { ChatHistoryAsked } from '#shared/features/chat/chat-history.schema.ts'
import { CONTACT_IDLE_MS } from '#shared/features/interactions/contact-life.ts'
import type { SentChat } from '#shared/features/chat/chat.schema.ts'
import { runCommand } from '../../command.ts'
import { router, type RequestContext } from '../../http/router.ts'
import { readAudited, readCustomer } from '../../read-audited.ts'
import { onePer } from '../../one-per.ts'
import type { Services } from '../../services.ts'
import type { Queryable, Transaction } from '../../store/store.ts'
import type { AttachmentAsked, AttachmentPart, SendAttachment } from '#shared/features/chat/attachments.schema.ts'
import { findBody, getAttachment, getPart } from './attachments/attachments.ts'
import { findChatAgent } from './chat-agents.ts'
import { acceptChat, closeChat, declineChat, joinChat, leaveChat, linkChat, moveAgent, setChatAgent, setChatStatus, setColleagueStatus, takeOverChat, transferChat, watchChat, whisperChat, wrapUpChat } from './chat.commands.ts'
import { listAlerts, seeAlert } from './chat-alerts.ts'
import { listColleagues, readLines } from './chat.queries.ts'
import { lockConversation } from './conversations.ts'
import { deskReader } from './desk.queries.ts'
import { historyFile } from './history-file.ts'
import { readHistory } from './history.queries.ts'
import { joinMessage, listLeftMessages, settleMessage, takeMessage, ticketMessage } from './left-messages.ts'
import { rarely } from './rarely.ts'
import { sendAsAgent, takeBack, type Written } from './lines.ts'
import { answerInvitation, beginChatContact, handOverChat, inviteColleague } from './company.commands.ts'
import { keepReply, keepSharedReply, removeReply, removeSharedReply } from './replies.commands.ts'
import { readReplies, readSharedReplies } from './replies.queries.ts'
import { sending } from './send-together.ts'
import { setupRoutes } from './setup.routes.ts'
import { tellTyping } from './tell.ts'
import { findInChats, readTranscript, readTranscriptFile } from './transcripts.queries.ts'
import { requireReader, requireWriter } from './writers.ts'
import { readWall } from './wall.queries.ts'

/** The contact's last use is written at most this often, ms, of so many conversations at once. */
const kept = rarely(30_000, 5_000)

const desks = onePer(deskReader)

const asked = ({ from, to, queueId }: ChatHistoryAsked) => ({ from, to, ...(queueId === null ? {} : { queueId }) })
/** Its name is what it is known by; what it says is with it. */
const ofReply = ({ replyId, name }: { replyId: string; name?: string }) => ({ replyId, ...(name === undefined ? {} : { name }) })
const withColleague = ({ conversationId, agentId }: { conversationId: string; agentId: string }) => ({ conversationId, agentId })
const ofConversation = ({ conversationId }: { conversationId: string }) => ({ conversationId })

export const chatRoutes = {
  // Whose they are is in the audit since they were accepted, or watched; the lines are their own record.
  desk: router.chat.desk.handler(({ context }) => desks(context.services)(context.signedIn().agent.id)),
  colleagues: router.chat.colleagues.handler(({ context }) => listColleagues(context.services, context.signedIn().agent.id)),
  lines: router.chat.lines.handler(({ context, input }) => readLines(context.services, input, context.signedIn().agent)),
  send: router.chat.send.handler(async ({ context, input }) => {
    const { services, signedIn } = context
    const sent = await sending(services).agent(input, signedIn())
    if (sent === null) return inConversation(context, input.conversationId, (trx) => send(trx, context, input))
    await keepContact(services, input.conversationId, signedIn().agent.id)
    return sent
  }),
  sendAttachment: router.chat.sendAttachment.handler(({ context, input }) => inConversation(context, input.conversationId, (trx) => sendAttachment(trx, context, input))),
  // Looking at it is reading the conversation; taking it out of the program has its line.
  attachment: router.chat.attachment.handler(({ context, input }) =>
    (input.keep && input.part === 0 ? readAudited(context, { detail: { conversationId: input.conversationId, attachmentId: input.attachmentId } }, (trx) => attachmentPart(trx, context, input)) : attachmentPart(context.services.store.db, context, input))),
  takeBack: router.chat.takeBack.handler(({ context, input }) => inConversation(context, input.conversationId, async (trx, now) => {
    await takeBack(trx, { ...input, agentId: context.signedIn().agent.id }, isoInstant(now))
    return {}
  })),
  typing: router.chat.typing.handler(({ context, input: { conversationId } }) => inConversation(context, conversationId, async (trx, now) => {
    await trx.updateTable('chatConversation').set({ agentActiveAt: isoInstant(now) }).where('id', '=', conversationId).execute()
    await tellTyping(trx, conversationId, 'agent')
    return {}
  })),
  read: router.chat.read.handler(async ({ context, input: { conversationId, sequence } }) => {
    if (!(await sending(context.services).read({ conversationId, sequence, agentId: context.signedIn().agent.id }))) await inConversation(context, conversationId, () => Promise.resolve())
    return {}
  }),
  setStatus: router.chat.setStatus.handler(({ context, input }) => runCommand(context, input, setChatStatus, ({ away }) => ({ away: away ?? 'available' }))),
  accept: router.chat.accept.handler(({ context, input }) => runCommand(context, input, acceptChat, ofConversation)),
  decline: router.chat.decline.handler(({ context, input }) => runCommand(context, input, declineChat, ofConversation)),
  link: router.chat.link.handler(({ context, input }) => runCommand(context, input, linkChat, ofConversation)),
  transfer: router.chat.transfer.handler(({ context, input }) => runCommand(context, input, transferChat, ({ conversationId, to }) => ({ conversationId, to: to.kind === 'agent' ? to.agentId : to.queueId }))),
  close: router.chat.close.handler(({ context, input }) => runCommand(context, input, closeChat, ofConversation)),
  wrapUp: router.chat.wrapUp.handler(({ context, input }) => runCommand(context, input, wrapUpChat, ofConversation)),
  whisper: router.chat.whisper.handler(({ context, input }) => runCommand(context, input, whisperChat, ofConversation)),
  // As with the wall: that somebody looks, not each time that a list refreshes itself.
  leftMessages: router.chat.leftMessages.handler(({ context, input }) =>
    context.background ? listLeftMessages(context.services.store.db, input) : readAudited(context, { detail: ({ messages }) => ({ done: input.done, count: messages.length }) }, (trx) => listLeftMessages(trx, input))),
  settleMessage: router.chat.settleMessage.handler(({ context, input }) => runCommand(context, input, settleMessage, ({ messageId, disposition }) => ({ messageId, disposition }))),
  takeMessage: router.chat.takeMessage.handler(({ context, input }) => runCommand(context, input, takeMessage, ({ messageId, taken }) => ({ messageId, taken }))),
  joinMessage: router.chat.joinMessage.handler(({ context, input }) => runCommand(context, input, joinMessage, ({ messageId }) => ({ messageId }))),
  ticketMessage: router.chat.ticketMessage.handler(({ context, input }) => runCommand(context, input, ticketMessage, ({ messageId, ticketId }) => ({ messageId, ticketId }))),
  transcript: router.chat.transcript.handler(({ context, input }) => readCustomer(context, input.customerId, (trx) => readTranscript(trx, input, context.signedIn().agent), { [input.of.by === 'contact' ? 'contact' : 'conversationId']: input.of.id, after: input.afterSequence })),
  // Each part has its line: whoever asks for one alone has read it as well.
  transcriptFile: router.chat.transcriptFile.handler(({ context, input }) => {
    const { customerId, conversationId, attachmentId, part, keep } = input
    return readCustomer(context, customerId, (trx) => readTranscriptFile(trx, input), { conversationId, attachmentId, part, keep })
  }),
  find: router.chat.find.handler(({ context, input }) => readCustomer(context, input.customerId, (trx) => findInChats(trx, input))),
  // That somebody looks is in the audit once; a wall that refreshes itself each five seconds would fill it.
  wall: router.chat.wall.handler(({ context }) => (context.background ? readWall(context.services.store.db, context.services) : readAudited(context, {}, (trx) => readWall(trx, context.services)))),
  // Of queues, not of people.
  alerts: router.chat.alerts.handler(({ context }) => listAlerts(context.services.store.db)),
  seeAlert: router.chat.seeAlert.handler(({ context, input }) => runCommand(context, input, seeAlert, ({ alertId }) => ({ alertId }))),
  // Of agents by name, whoever reads it and however often.
  history: router.chat.history.handler(({ context, input }) => readAudited(context, { detail: ({ agents }) => ({ ...asked(input), agents: agents.length }) }, (trx) => readHistory(trx, context.services.timeZone, input))),
  exportHistory: router.chat.exportHistory.handler(({ context, input: { table, ...input } }) =>
    readAudited(context, { detail: ({ lines }) => ({ ...asked(input), table, lines }) }, async (trx) => historyFile(await readHistory(trx, context.services.timeZone, input), table))),
  watch: router.chat.watch.handler(({ context, input }) => runCommand(context, input, watchChat, ofConversation)),
  join: router.chat.join.handler(({ context, input }) => runCommand(context, input, joinChat, ofConversation)),
  leave: router.chat.leave.handler(({ context, input }) => runCommand(context, input, leaveChat, ofConversation)),
  takeOver: router.chat.takeOver.handler(({ context, input }) => runCommand(context, input, takeOverChat, ofConversation)),
  setColleagueStatus: router.chat.setColleagueStatus.handler(({ context, input }) => runCommand(context, input, setColleagueStatus, ({ agentId, away }) => ({ agentId, away: away ?? 'available' }))),
  setAgent: router.chat.setAgent.handler(({ context, input }) => runCommand(context, input, setChatAgent, ({ agentId, capacity }) => ({ agentId, capacity }))),
  moveAgent: router.chat.moveAgent.handler(({ context, input }) => runCommand(context, input, moveAgent)),
  ...setupRoutes,
  invite: router.chat.invite.handler(({ context, input }) => runCommand(context, input, inviteColleague, withColleague)),
  answerInvitation: router.chat.answerInvitation.handler(({ context, input }) => runCommand(context, input, answerInvitation, ({ conversationId, accept }) => ({ conversationId, accept }))),
  handOver: router.chat.handOver.handler(({ context, input }) => runCommand(context, input, handOverChat, withColleague)),
  beginContact: router.chat.beginContact.handler(({ context, input }) => runCommand(context, input, beginChatContact, ofConversation)),
  // Canned text; who looks into the account of a conversation for it has a line of that, once.
  replies: router.chat.replies.handler(({ context, input }) => readReplies(context.services, input, context.signedIn())),
  sharedReplies: router.chat.sharedReplies.handler(({ context }) => readAudited(context, {}, readSharedReplies)),
  keepReply: router.chat.keepReply.handler(({ context, input }) => runCommand(context, input, keepReply, ofReply)),
  removeReply: router.chat.removeReply.handler(({ context, input }) => runCommand(context, input, removeReply, ofReply)),
  keepSharedReply: router.chat.keepSharedReply.handler(({ context, input }) => runCommand(context, input, keepSharedReply, ofReply)),
  removeSharedReply: router.chat.removeSharedReply.handler(({ context, input }) => runCommand(context, input, removeSharedReply, ofReply)),
}

/** Held by whoever asks, or they are there beside it; its row is locked, so that lines keep one order. @throws AppError `forbidden` */
function inConversation<T>({ services, signedIn }: RequestContext, conversationId: string, work: (trx: Transaction, now: number) => Promise<T>): Promise<T> {
  return services.store.db.transaction().execute(async (trx) => {
    await lockConversation(trx, conversationId)
    await requireWriter(trx, conversationId, signedIn().agent.id)
    return work(trx, services.clock.now())
  }).then(async (answer) => {
    await keepContact(services, conversationId, signedIn().agent.id)
    return answer
  })
}

/** Who writes is still talking to them. One that is over by the clock comes to no new life, and neither does what its caller was known by. */
async function keepContact({ store, clock, log }: Pick<Services, 'store' | 'clock' | 'log'>, conversationId: string, agentId: string): Promise<void> {
  const now = clock.now()
  if (!kept.due(`${conversationId} ${agentId}`, now)) return
  await sql`update party_interaction set used_at = ${isoInstant(now)}::timestamptz where id = (select contact_id from chat_conversation where id = ${conversationId} and owner_id = ${agentId})
    and ended_at is null and used_at > ${isoInstant(now - CONTACT_IDLE_MS)}::timestamptz`.execute(store.db)
    // What was written is written.
    .catch((error: unknown) => log.error({ type: error instanceof Error ? error.name : typeof error }, 'the last use of a contact was not written'))
}

async function send(trx: Transaction, { services, signedIn }: RequestContext, input: Written & { now: boolean }): Promise<SentChat> {
  const now = services.clock.now()
  const agentId = signedIn().agent.id
  const undoSeconds = (await findChatAgent(trx, agentId))?.undoSeconds ?? 0
  await trx.updateTable('chatConversation').set({ agentActiveAt: isoInstant(now) }).where('id', '=', input.conversationId).execute()
  return sendAsAgent(trx, input, { agentId, undoSeconds, now })
}

async function sendAttachment(trx: Transaction, context: RequestContext, { conversationId, clientId, now }: SendAttachment): Promise<SentChat> {
  const body = await findBody(trx, { id: clientId, conversationId, agentId: context.signedIn().agent.id })
  if (body === null) throw wrong('clientId', 'noFile')
  // It waits to become a line, and stays for that: from before the line is there, or it could be gone in between.
  const named = await trx.updateTable('chatAttachment').set((set) => ({ namedAt: set.fn.coalesce('namedAt', set.val(isoInstant(context.services.clock.now()))) })).where('id', '=', clientId).executeTakeFirst()
  if (named.numUpdatedRows !== 1n) throw wrong('clientId', 'noFile')
  return send(trx, context, { conversationId, clientId, kind: 'attachment', body, now })
}

async function attachmentPart(db: Queryable, { signedIn }: RequestContext, { conversationId, attachmentId, part }: AttachmentAsked): Promise<AttachmentPart> {
  const row = await db.selectFrom('chatConversation').select(['id', 'ownerId', 'status']).where('id', '=', conversationId).executeTakeFirst()
  if (!row) throw new AppError('notFound', { what: 'conversation' })
  await requireReader(db, row, signedIn().agent.id)
  const { parts } = await getAttachment(db, { conversationId, attachmentId }, 'agent')
  return { content: (await getPart(db, attachmentId, part)).toString('base64'), parts }
}
