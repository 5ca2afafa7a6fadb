import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { routeOnce } from '../../sync/command-once.ts'
import { CHATS } from './chat-tables.ts'
import { moveAgents } from './move-agents.ts'
import { setupRoutes } from './setup.routes.ts'
import { createUploads } from './uploads.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.chat).$context<WindowContext>()

/** Nothing of a conversation is cached: it is with somebody who is there. What was typed and not sent is a draft of the workspace. */
export function chatRoutes(core: DeskCore) {
  const command = (procedure: string) => {
    const send = routeOnce(core, `chat.${procedure}`)
    return async (call: { input: Record<string, unknown> }): Promise<void> => {
      await send(call)
      core.hub.changed([CHATS], [])
    }
  }
  const takeUpload = createUploads(core)
  return os.router({
    desk: os.desk.handler(() => ask(core, false, (api, options) => api.chat.desk(undefined, options))),
    colleagues: os.colleagues.handler(() => ask(core, false, (api, options) => api.chat.colleagues(undefined, options))),
    lines: os.lines.handler(({ input }) => ask(core, false, (api, options) => api.chat.lines(input, options))),
    // An answer that is lost is asked for once more: the client's id makes it the same message.
    send: os.send.handler(({ input }) => {
      const send = () => ask(core, true, (api, options) => api.chat.send(input, options))
      return send().catch((error: unknown) => (isAppError(error, 'offline') ? send() : Promise.reject(error)))
    }),
    uploadPart: os.uploadPart.handler(async ({ input, signal }) => ({ attachment: await takeUpload(input, signal) })),
    sendAttachment: os.sendAttachment.handler(({ input }) => {
      const send = () => ask(core, true, (api, options) => api.chat.sendAttachment(input, options))
      return send().catch((error: unknown) => (isAppError(error, 'offline') ? send() : Promise.reject(error)))
    }),
    attachment: os.attachment.handler(({ input, signal }) => ask(core, input.keep, (api, options) => api.chat.attachment(input, options), signal)),
    takeBack: os.takeBack.handler(async ({ input }) => void (await ask(core, true, (api, options) => api.chat.takeBack(input, options)))),
    typing: os.typing.handler(async ({ input }) => void (await ask(core, true, (api, options) => api.chat.typing(input, options)))),
    read: os.read.handler(async ({ input }) => void (await ask(core, false, (api, options) => api.chat.read(input, options)))),
    leftMessages: os.leftMessages.handler(({ input: { looked, ...input } }) => ask(core, looked, (api, options) => api.chat.leftMessages(input, options))),
    settleMessage: os.settleMessage.handler(command('settleMessage')),
    takeMessage: os.takeMessage.handler(command('takeMessage')),
    joinMessage: os.joinMessage.handler(command('joinMessage')),
    ticketMessage: os.ticketMessage.handler(command('ticketMessage')),
    transcript: os.transcript.handler(({ input }) => ask(core, true, (api, options) => api.chat.transcript(input, options))),
    transcriptFile: os.transcriptFile.handler(({ input, signal }) => ask(core, true, (api, options) => api.chat.transcriptFile(input, options), signal)),
    find: os.find.handler(({ input, signal }) => ask(core, true, (api, options) => api.chat.find(input, options), signal)),
    wall: os.wall.handler(({ input: { looked } }) => ask(core, looked, (api, options) => api.chat.wall(undefined, options))),
    alerts: os.alerts.handler(() => ask(core, false, (api, options) => api.chat.alerts(undefined, options))),
    seeAlert: os.seeAlert.handler(command('seeAlert')),
    history: os.history.handler(({ input, signal }) => ask(core, true, (api, options) => api.chat.history(input, options), signal)),
    exportHistory: os.exportHistory.handler(({ input, signal }) => ask(core, true, (api, options) => api.chat.exportHistory(input, options), signal)),
    setStatus: os.setStatus.handler(command('setStatus')),
    accept: os.accept.handler(command('accept')),
    decline: os.decline.handler(command('decline')),
    link: os.link.handler(command('link')),
    transfer: os.transfer.handler(command('transfer')),
    close: os.close.handler(command('close')),
    wrapUp: os.wrapUp.handler(command('wrapUp')),
    whisper: os.whisper.handler(command('whisper')),
    watch: os.watch.handler(command('watch')),
    join: os.join.handler(command('join')),
    leave: os.leave.handler(command('leave')),
    takeOver: os.takeOver.handler(command('takeOver')),
    setColleagueStatus: os.setColleagueStatus.handler(command('setColleagueStatus')),
    setAgent: os.setAgent.handler(command('setAgent')),
    moveAgents: os.moveAgents.handler(async ({ input }) => {
      const moved = await moveAgents(core, input)
      core.hub.changed([CHATS], [])
      return moved
    }),
    ...setupRoutes(core, command),
    invite: os.invite.handler(command('invite')),
    answerInvitation: os.answerInvitation.handler(command('answerInvitation')),
    handOver: os.handOver.handler(command('handOver')),
    beginContact: os.beginContact.handler(command('beginContact')),
    replies: os.replies.handler(({ input }) => ask(core, true, (api, options) => api.chat.replies(input, options))),
    sharedReplies: os.sharedReplies.handler(() => ask(core, true, (api, options) => api.chat.sharedReplies(undefined, options))),
    keepReply: os.keepReply.handler(command('keepReply')),
    removeReply: os.removeReply.handler(command('removeReply')),
    keepSharedReply: os.keepSharedReply.handler(command('keepSharedReply')),
    removeSharedReply: os.removeSharedReply.handler(command('removeSharedReply')),
  })
}
