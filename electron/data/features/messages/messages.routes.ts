import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.messages).$context<WindowContext>()

export function messagesRoutes(core: DeskCore) {
  return os.router({
    // Asked again by the window after each hint of the backend: it does not put the session's idle end off.
    mailbox: os.mailbox.handler(async () => (await core.network()).api.call((api, options) => api.messages.mailbox(undefined, options), undefined, true)),
  })
}
