import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { commandProcedure as command } from '../sync/command-procedure.ts'
import { answerInvitationSchema, beginChatContactSchema, handOverChatSchema, inviteColleagueSchema } from './chat-company.schema.ts'

const answer = { permission: 'chat.answer', offline: 'refuse' } as const

export const companyApi = {
  invite: command(answer, '/invite-to-chat', inviteColleagueSchema),
  answerInvitation: command(answer, '/answer-chat-invitation', answerInvitationSchema),
  handOver: command(answer, '/hand-over-chat', handOverChatSchema),
  beginContact: command(answer, '/begin-chat-contact', beginChatContactSchema),
}

const fromWindow = { commandId: true } as const
const done = z.void()
export const companyBridge = {
  invite: procedure(answer).input(inviteColleagueSchema.omit(fromWindow)).output(done),
  answerInvitation: procedure(answer).input(answerInvitationSchema.omit(fromWindow)).output(done),
  handOver: procedure(answer).input(handOverChatSchema.omit(fromWindow)).output(done),
  beginContact: procedure(answer).input(beginChatContactSchema.omit(fromWindow)).output(done),
}
