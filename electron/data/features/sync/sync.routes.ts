import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.sync).$context<WindowContext>()

export const syncRoutes = (core: DeskCore) =>
  os.router({
    cancel: os.cancel.handler(async () => {
      ;(await core.network()).pull.cancel()
      return {}
    }),
    resume: os.resume.handler(async () => {
      ;(await core.network()).pull.resume()
      return {}
    }),
  })
