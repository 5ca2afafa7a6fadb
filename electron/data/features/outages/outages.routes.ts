import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { ask } from '../../sync/ask-backend.ts'
import { routeOnce } from '../../sync/command-once.ts'
import type { WindowContext } from '../../window-context.ts'
import { listProblems, listProblemsThen, problemView } from './outages.queries.ts'
import { listPlant, plantIn } from './plant.queries.ts'

const os = implement(bridge.outages).$context<WindowContext>()

/** Not by the outbox: what everybody is told must not wait in one desk and then come late. */
export function outagesRoutes(core: DeskCore) {
  const command = (procedure: string) => routeOnce(core, `outages.${procedure}`)
  return os.router({
    list: os.list.handler(({ input }) => (input.at === null ? listProblems(core.cache.db, input, core.clock.now()) : listProblemsThen(core.cache.db, input, Date.parse(input.at)))),
    view: os.view.handler(({ input: { problemId } }) => problemView(core.cache.db, problemId)),
    extent: os.extent.handler(({ input }) => ask(core, false, (api, options) => api.outages.extent(input, options))),
    listPlant: os.listPlant.handler(() => listPlant(core.cache.db)),
    plantIn: os.plantIn.handler(({ input }) => plantIn(core.cache.db, input)),
    plantState: os.plantState.handler(({ input }) => ask(core, false, (api, options) => api.outages.plantState(input, options))),
    declare: os.declare.handler(command('declare')),
    update: os.update.handler(command('update')),
    redraw: os.redraw.handler(command('redraw')),
    join: os.join.handler(command('join')),
    split: os.split.handler(command('split')),
    separate: os.separate.handler(command('separate')),
    judge: os.judge.handler(command('judge')),
    withdraw: os.withdraw.handler(command('withdraw')),
    report: os.report.handler(command('report')),
    changeReport: os.changeReport.handler(command('changeReport')),
  })
}
