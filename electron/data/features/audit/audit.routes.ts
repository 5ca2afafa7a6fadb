import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.audit).$context<WindowContext>()

/** Nothing of the log is kept on a desk, nor of a customer's own report: each is read at the backend, and each reading is somebody's. */
export function auditRoutes(core: DeskCore) {
  return os.router({
    entries: os.entries.handler(({ input }) => ask(core, true, (api, options) => api.audit.entries(input, options))),
    exportEntries: os.exportEntries.handler(({ input }) => ask(core, true, (api, options) => api.audit.exportEntries(input, options))),
    accessReport: os.accessReport.handler(({ input }) => ask(core, true, (api, options) => api.audit.accessReport(input, options))),
    verify: os.verify.handler(({ input }) => ask(core, true, (api, options) => api.audit.verify(input, options))),
  })
}
