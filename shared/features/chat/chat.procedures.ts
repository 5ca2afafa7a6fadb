import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  acceptChatSchema, linkChatSchema, ofChatSchema, setChatAgentSchema, setChatStatusSchema, setColleagueStatusSchema, transferChatSchema, whisperChatSchema, wrapUpChatSchema,
} from './chat-commands.schema.ts'
import { chatAlertsSchema, seeChatAlertSchema } from './chat-alerts.schema.ts'
import { chatAfterSchema, chatColleaguesSchema, chatDeskSchema, chatLinesSchema, sendChatSchema, sentChatSchema } from './chat.schema.ts'
import { attachmentAskedSchema, attachmentPartSchema, sendAttachmentSchema, uploadedSchema, uploadPartSchema } from './attachments.schema.ts'
import { chatHistoryAskedSchema, chatHistoryFileSchema, chatHistorySchema, exportHistoryAskedSchema } from './chat-history.schema.ts'
import { chatWallSchema } from './chat-wall.schema.ts'
import {
  addQueueSchema, changeQueueSchema, chatSetupSchema, closeQueueSchema, comparedRulesSchema, compareRulesSchema, moveAgentSchema, moveAgentsSchema, movedAgentsSchema, ofQueueSchema, publishRulesSchema,
  rulesOfSchema, rulesOfVersionSchema, triedRulesSchema, tryRulesSchema,
} from './chat-setup.schema.ts'
import { joinMessageSchema, leftMessagesAskedSchema, leftMessagesSchema, settleMessageSchema, takeMessageSchema, ticketMessageSchema } from './left-messages.schema.ts'
import { findInChatsSchema, foundInChatsSchema, transcriptAskedSchema, transcriptFileAskedSchema, transcriptSchema } from './transcripts.schema.ts'
import { companyApi, companyBridge } from './chat-company.procedures.ts'
import { repliesApi, repliesBridge } from './replies.procedures.ts'

/** Of an account, as its notes are. */
const history = { permission: 'customers.read' } as const
/** A conversation is with somebody who is there, or it is with nobody. */
const answer = { permission: 'chat.answer', offline: 'refuse' } as const
const supervise = { permission: 'chat.supervise', offline: 'refuse' } as const
const ask = { permission: 'chat.answer' } as const
const configure = { permission: 'chat.configure', offline: 'refuse' } as const
const look = { permission: 'chat.configure' } as const
const nothing = z.strictObject({})
const taken = z.strictObject({ conversationId: idSchema, clientId: idSchema })
const read = z.strictObject({ conversationId: idSchema, sequence: z.int().min(0) })
const typing = z.strictObject({ conversationId: idSchema })

export const chatApi = {
  desk: procedure(ask).route({ method: 'POST', path: '/chat/desk' }).output(chatDeskSchema),
  colleagues: procedure(ask).route({ method: 'POST', path: '/chat/colleagues' }).output(chatColleaguesSchema),
  lines: procedure(ask).route({ method: 'POST', path: '/chat/lines' }).input(chatAfterSchema).output(chatLinesSchema),
  send: procedure(ask).route({ method: 'POST', path: '/chat/send' }).input(sendChatSchema).output(sentChatSchema),
  /** A file that was taken in before (`POST /chat/attachments`). */
  sendAttachment: procedure(ask).route({ method: 'POST', path: '/chat/send-attachment' }).input(sendAttachmentSchema).output(sentChatSchema),
  attachment: procedure(ask).route({ method: 'POST', path: '/chat/attachment' }).input(attachmentAskedSchema).output(attachmentPartSchema),
  /** `conflict` when it has gone already. */
  takeBack: procedure(ask).route({ method: 'POST', path: '/chat/take-back' }).input(taken).output(nothing),
  typing: procedure(ask).route({ method: 'POST', path: '/chat/typing' }).input(typing).output(nothing),
  read: procedure(ask).route({ method: 'POST', path: '/chat/read' }).input(read).output(nothing),
  setStatus: command(answer, '/set-chat-status', setChatStatusSchema),
  accept: command(answer, '/accept-chat', acceptChatSchema),
  decline: command(answer, '/decline-chat', ofChatSchema),
  link: command(answer, '/link-chat', linkChatSchema),
  transfer: command(answer, '/transfer-chat', transferChatSchema),
  close: command(answer, '/close-chat', ofChatSchema),
  wrapUp: command(answer, '/wrap-up-chat', wrapUpChatSchema),
  whisper: command(answer, '/whisper-chat', whisperChatSchema),
  leftMessages: procedure(ask).route({ method: 'POST', path: '/chat/left-messages' }).input(leftMessagesAskedSchema).output(leftMessagesSchema),
  settleMessage: command(answer, '/settle-chat-message', settleMessageSchema),
  takeMessage: command(answer, '/take-chat-message', takeMessageSchema),
  joinMessage: command(answer, '/join-chat-message', joinMessageSchema),
  /** Whoever may write on the account as well. */
  ticketMessage: command(answer, '/ticket-chat-message', ticketMessageSchema),
  transcript: procedure(history).route({ method: 'POST', path: '/chat/transcript' }).input(transcriptAskedSchema).output(transcriptSchema),
  transcriptFile: procedure(history).route({ method: 'POST', path: '/chat/transcript-file' }).input(transcriptFileAskedSchema).output(attachmentPartSchema),
  find: procedure(history).route({ method: 'POST', path: '/chat/find' }).input(findInChatsSchema).output(foundInChatsSchema),
  wall: procedure({ permission: 'chat.supervise' }).route({ method: 'POST', path: '/chat/wall' }).output(chatWallSchema),
  alerts: procedure({ permission: 'chat.supervise' }).route({ method: 'POST', path: '/chat/alerts' }).output(chatAlertsSchema),
  seeAlert: command(supervise, '/see-chat-alert', seeChatAlertSchema),
  history: procedure({ permission: 'chat.supervise' }).route({ method: 'POST', path: '/chat/history' }).input(chatHistoryAskedSchema).output(chatHistorySchema),
  exportHistory: procedure({ permission: 'chat.supervise' }).route({ method: 'POST', path: '/chat/export-history' }).input(exportHistoryAskedSchema).output(chatHistoryFileSchema),
  /** Reads along; the customer is told nothing of it, the audit is. */
  watch: command(supervise, '/watch-chat', ofChatSchema),
  /** The customer sees that there are two. */
  join: command(supervise, '/join-chat', ofChatSchema),
  leave: command(answer, '/leave-chat', ofChatSchema),
  takeOver: command(supervise, '/take-over-chat', acceptChatSchema),
  setColleagueStatus: command(supervise, '/set-colleague-chat-status', setColleagueStatusSchema),
  setAgent: command(supervise, '/set-chat-agent', setChatAgentSchema),
  moveAgent: command(supervise, '/move-chat-agent', moveAgentSchema),
  setup: procedure(look).route({ method: 'POST', path: '/chat/setup' }).output(chatSetupSchema),
  rulesOf: procedure(look).route({ method: 'POST', path: '/chat/rules-of' }).input(rulesOfSchema).output(rulesOfVersionSchema),
  /** Where a chat would go, and why: by the same function as in earnest. */
  tryRules: procedure(look).route({ method: 'POST', path: '/chat/try-rules' }).input(tryRulesSchema).output(triedRulesSchema),
  compareRules: procedure(look).route({ method: 'POST', path: '/chat/compare-rules' }).input(compareRulesSchema).output(comparedRulesSchema),
  addQueue: command(configure, '/add-chat-queue', addQueueSchema),
  changeQueue: command(configure, '/change-chat-queue', changeQueueSchema),
  closeQueue: command(configure, '/close-chat-queue', closeQueueSchema),
  reopenQueue: command(configure, '/reopen-chat-queue', ofQueueSchema),
  publishRules: command(configure, '/publish-chat-rules', publishRulesSchema),
  ...repliesApi,
  ...companyApi,
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const chatBridge = {
  desk: procedure(ask).output(chatDeskSchema),
  colleagues: procedure(ask).output(chatColleaguesSchema),
  lines: procedure(ask).input(chatAfterSchema).output(chatLinesSchema),
  send: procedure(answer).input(sendChatSchema).output(sentChatSchema),
  uploadPart: procedure(answer).input(uploadPartSchema).output(uploadedSchema),
  sendAttachment: procedure(answer).input(sendAttachmentSchema).output(sentChatSchema),
  attachment: procedure(ask).input(attachmentAskedSchema).output(attachmentPartSchema),
  takeBack: procedure(answer).input(taken).output(done),
  typing: procedure(answer).input(typing).output(done),
  read: procedure(answer).input(read).output(done),
  setStatus: procedure(answer).input(setChatStatusSchema.omit(fromWindow)).output(done),
  accept: procedure(answer).input(acceptChatSchema.omit(fromWindow)).output(done),
  decline: procedure(answer).input(ofChatSchema.omit(fromWindow)).output(done),
  link: procedure(answer).input(linkChatSchema.omit(fromWindow)).output(done),
  transfer: procedure(answer).input(transferChatSchema.omit(fromWindow)).output(done),
  close: procedure(answer).input(ofChatSchema.omit(fromWindow)).output(done),
  wrapUp: procedure(answer).input(wrapUpChatSchema.omit(fromWindow)).output(done),
  whisper: procedure(answer).input(whisperChatSchema.omit(fromWindow)).output(done),
  /** `looked`: somebody came to them; false where a list only refreshes itself. */
  leftMessages: procedure(ask).input(leftMessagesAskedSchema.extend({ looked: z.boolean() })).output(leftMessagesSchema),
  settleMessage: procedure(answer).input(settleMessageSchema.omit(fromWindow)).output(done),
  takeMessage: procedure(answer).input(takeMessageSchema.omit(fromWindow)).output(done),
  joinMessage: procedure(answer).input(joinMessageSchema.omit(fromWindow)).output(done),
  ticketMessage: procedure(answer).input(ticketMessageSchema.omit(fromWindow)).output(done),
  transcript: procedure(history).input(transcriptAskedSchema).output(transcriptSchema),
  transcriptFile: procedure(history).input(transcriptFileAskedSchema).output(attachmentPartSchema),
  find: procedure(history).input(findInChatsSchema).output(foundInChatsSchema),
  /** `looked`: somebody came to the wall; false where it only refreshes itself. */
  wall: procedure({ permission: 'chat.supervise' }).input(z.strictObject({ looked: z.boolean() })).output(chatWallSchema),
  alerts: procedure({ permission: 'chat.supervise' }).output(chatAlertsSchema),
  seeAlert: procedure(supervise).input(seeChatAlertSchema.omit(fromWindow)).output(done),
  history: procedure({ permission: 'chat.supervise' }).input(chatHistoryAskedSchema).output(chatHistorySchema),
  exportHistory: procedure({ permission: 'chat.supervise' }).input(exportHistoryAskedSchema).output(chatHistoryFileSchema),
  watch: procedure(supervise).input(ofChatSchema.omit(fromWindow)).output(done),
  join: procedure(supervise).input(ofChatSchema.omit(fromWindow)).output(done),
  leave: procedure(answer).input(ofChatSchema.omit(fromWindow)).output(done),
  takeOver: procedure(supervise).input(acceptChatSchema.omit(fromWindow)).output(done),
  setColleagueStatus: procedure(supervise).input(setColleagueStatusSchema.omit(fromWindow)).output(done),
  setAgent: procedure(supervise).input(setChatAgentSchema.omit(fromWindow)).output(done),
  /** One command for each of them; what became of each. */
  moveAgents: procedure(supervise).input(moveAgentsSchema).output(movedAgentsSchema),
  /** `looked`: somebody came to the page; false where it only refreshes itself. */
  setup: procedure(look).input(z.strictObject({ looked: z.boolean() })).output(chatSetupSchema),
  rulesOf: procedure(look).input(rulesOfSchema).output(rulesOfVersionSchema),
  tryRules: procedure(look).input(tryRulesSchema).output(triedRulesSchema),
  compareRules: procedure(look).input(compareRulesSchema).output(comparedRulesSchema),
  addQueue: procedure(configure).input(addQueueSchema.omit(fromWindow)).output(done),
  changeQueue: procedure(configure).input(changeQueueSchema.omit(fromWindow)).output(done),
  closeQueue: procedure(configure).input(closeQueueSchema.omit(fromWindow)).output(done),
  reopenQueue: procedure(configure).input(ofQueueSchema.omit(fromWindow)).output(done),
  publishRules: procedure(configure).input(publishRulesSchema.omit(fromWindow)).output(done),
  ...repliesBridge,
  ...companyBridge,
}
