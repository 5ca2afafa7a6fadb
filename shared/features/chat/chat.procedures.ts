import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { idSchema } from '../../kernel/ids.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import {
  acceptChatSchema, linkChatSchema, ofChatSchema, setChatAgentSchema, setChatStatusSchema, setColleagueStatusSchema, transferChatSchema, whisperChatSchema, wrapUpChatSchema,
} from './chat-commands.schema.ts'
import { chatAfterSchema, chatDeskSchema, chatLinesSchema, sendChatSchema, sentChatSchema } from './chat.schema.ts'
import { chatWallSchema } from './chat-wall.schema.ts'
import { leftMessagesAskedSchema, leftMessagesSchema, settleMessageSchema } from './left-messages.schema.ts'

/** A conversation is with somebody who is there, or it is with nobody. */
const answer = { permission: 'chat.answer', offline: 'refuse' } as const
const supervise = { permission: 'chat.supervise', offline: 'refuse' } as const
const ask = { permission: 'chat.answer' } as const
const nothing = z.strictObject({})
const taken = z.strictObject({ conversationId: idSchema, clientId: idSchema })
const read = z.strictObject({ conversationId: idSchema, sequence: z.int().min(0) })
const typing = z.strictObject({ conversationId: idSchema })

export const chatApi = {
  desk: procedure(ask).route({ method: 'POST', path: '/chat/desk' }).output(chatDeskSchema),
  lines: procedure(ask).route({ method: 'POST', path: '/chat/lines' }).input(chatAfterSchema).output(chatLinesSchema),
  send: procedure(ask).route({ method: 'POST', path: '/chat/send' }).input(sendChatSchema).output(sentChatSchema),
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
  wall: procedure({ permission: 'chat.supervise' }).route({ method: 'POST', path: '/chat/wall' }).output(chatWallSchema),
  /** Reads along; the customer is told nothing of it, the audit is. */
  watch: command(supervise, '/watch-chat', ofChatSchema),
  /** The customer sees that there are two. */
  join: command(supervise, '/join-chat', ofChatSchema),
  leave: command(answer, '/leave-chat', ofChatSchema),
  takeOver: command(supervise, '/take-over-chat', acceptChatSchema),
  setColleagueStatus: command(supervise, '/set-colleague-chat-status', setColleagueStatusSchema),
  setAgent: command(supervise, '/set-chat-agent', setChatAgentSchema),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const chatBridge = {
  desk: procedure(ask).output(chatDeskSchema),
  lines: procedure(ask).input(chatAfterSchema).output(chatLinesSchema),
  send: procedure(answer).input(sendChatSchema).output(sentChatSchema),
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
  leftMessages: procedure(ask).input(leftMessagesAskedSchema).output(leftMessagesSchema),
  settleMessage: procedure(answer).input(settleMessageSchema.omit(fromWindow)).output(done),
  /** `looked`: somebody came to the wall; false where it only refreshes itself. */
  wall: procedure({ permission: 'chat.supervise' }).input(z.strictObject({ looked: z.boolean() })).output(chatWallSchema),
  watch: procedure(supervise).input(ofChatSchema.omit(fromWindow)).output(done),
  join: procedure(supervise).input(ofChatSchema.omit(fromWindow)).output(done),
  leave: procedure(answer).input(ofChatSchema.omit(fromWindow)).output(done),
  takeOver: procedure(supervise).input(acceptChatSchema.omit(fromWindow)).output(done),
  setColleagueStatus: procedure(supervise).input(setColleagueStatusSchema.omit(fromWindow)).output(done),
  setAgent: procedure(supervise).input(setChatAgentSchema.omit(fromWindow)).output(done),
}
