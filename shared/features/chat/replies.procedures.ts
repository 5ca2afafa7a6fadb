import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { chatRepliesSchema, keepReplySchema, removeReplySchema, repliesAskedSchema, sharedRepliesSchema } from './replies.schema.ts'

const own = { permission: 'chat.answer', offline: 'refuse' } as const
/** Whoever keeps those of all need take no chats. */
const ofAll = { permission: 'chat.replies', offline: 'refuse' } as const

export const repliesApi = {
  replies: procedure({ permission: 'chat.answer' }).route({ method: 'POST', path: '/chat/replies' }).input(repliesAskedSchema).output(chatRepliesSchema),
  sharedReplies: procedure({ permission: 'chat.replies' }).route({ method: 'POST', path: '/chat/shared-replies' }).output(sharedRepliesSchema),
  keepReply: command(own, '/keep-chat-reply', keepReplySchema),
  removeReply: command(own, '/remove-chat-reply', removeReplySchema),
  keepSharedReply: command(ofAll, '/keep-shared-chat-reply', keepReplySchema),
  removeSharedReply: command(ofAll, '/remove-shared-chat-reply', removeReplySchema),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const repliesBridge = {
  replies: procedure({ permission: 'chat.answer' }).input(repliesAskedSchema).output(chatRepliesSchema),
  sharedReplies: procedure({ permission: 'chat.replies' }).output(sharedRepliesSchema),
  keepReply: procedure(own).input(keepReplySchema.omit(fromWindow)).output(done),
  removeReply: procedure(own).input(removeReplySchema.omit(fromWindow)).output(done),
  keepSharedReply: procedure(ofAll).input(keepReplySchema.omit(fromWindow)).output(done),
  removeSharedReply: procedure(ofAll).input(removeReplySchema.omit(fromWindow)).output(done),
}
