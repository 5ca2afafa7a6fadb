import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { Guide } from '#shared/features/diagnostics/guides.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { commandOnce, routeOnce } from '../../sync/command-once.ts'
import type { WindowContext } from '../../window-context.ts'

const os = implement(bridge.diagnostics).$context<WindowContext>()

/** Not by the outbox: a step is taken where the run stands, and a box is asked now or not at all. */
export function diagnosticsRoutes(core: DeskCore) {
  const guides = createGuides(core)
  const command = (procedure: string) => routeOnce(core, `diagnostics.${procedure}`)
  return os.router({
    guides: os.guides.handler(() => ask(core, false, (api, options) => api.diagnostics.guides(undefined, options))),
    guide: os.guide.handler(({ input }) => guides(input)),
    guideFile: os.guideFile.handler(({ input }) => ask(core, true, (api, options) => api.diagnostics.guideFile(input, options))),
    publishGuide: os.publishGuide.handler(async ({ input }) => void (await commandOnce(core, 'diagnostics.publishGuide', input))),
    // The wait ends with the window's: the backend hears of it, and asks the box no further.
    measure: os.measure.handler(({ input, signal }) => ask(core, true, (api, options) => api.diagnostics.measure(input, options), signal)),
    measurement: os.measurement.handler(({ input }) => ask(core, true, (api, options) => api.diagnostics.measurement(input, options))),
    levels: os.levels.handler(({ input, signal }) => ask(core, true, (api, options) => api.diagnostics.levels(input, options), signal)),
    startRun: os.startRun.handler(command('startRun')),
    takeStep: os.takeStep.handler(command('takeStep')),
    stepBack: os.stepBack.handler(command('stepBack')),
    act: os.act.handler(command('act')),
    endRun: os.endRun.handler(command('endRun')),
    leaveRun: os.leaveRun.handler(command('leaveRun')),
    closeTicket: os.closeTicket.handler(command('closeTicket')),
  })
}

const MOST_GUIDES = 50

/** A version never changes, so that it is asked for once; of another backend nothing is told. */
function createGuides(core: DeskCore) {
  const known = new Map<string, Guide>()
  return async ({ guideId, version }: { guideId: string; version: number }): Promise<Guide> => {
    const key = `${core.backendUrl} ${guideId} ${version}`
    const before = known.get(key)
    if (before) return before
    const guide = await ask(core, false, (api, options) => api.diagnostics.guide({ guideId, version }, options))
    if (known.size >= MOST_GUIDES) known.clear()
    known.set(key, guide)
    return guide
  }
}
