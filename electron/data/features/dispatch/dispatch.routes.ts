import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { customersOf } from '../../sync/apply-rows.ts'
import { ask } from '../../sync/ask-backend.ts'
import { commandOnce } from '../../sync/command-once.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.dispatch).$context<WindowContext>()

/** The board is asked for and not kept: a desk's scope need not hold everybody. Nothing waits in an outbox: two dispatchers reach for the same minutes. */
export function dispatchRoutes(core: DeskCore) {
  const command = (procedure: string) => async ({ input }: { input: Record<string, unknown> }): Promise<void> => {
    const rows = await commandOnce(core, `dispatch.${procedure}`, input)
    core.hub.changed(Object.keys(rows), rows.technicianShift ? null : customersOf(rows))
  }
  return os.router({
    board: os.board.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.dispatch.board(wanted, options))),
    work: os.work.handler(({ input: { looked, ...wanted } }) => ask(core, looked, (api, options) => api.dispatch.work(wanted, options))),
    moveVisit: os.moveVisit.handler(command('moveVisit')),
    unassignVisit: os.unassignVisit.handler(command('unassignVisit')),
    pinVisit: os.pinVisit.handler(command('pinVisit')),
    markAbsence: os.markAbsence.handler(command('markAbsence')),
    progressWork: os.progressWork.handler(command('progressWork')),
    recordWork: os.recordWork.handler(command('recordWork')),
    takePlan: os.takePlan.handler(command('takePlan')),
  })
}
