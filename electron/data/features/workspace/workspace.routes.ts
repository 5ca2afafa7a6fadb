import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import { kickPush, type DeskCore } from '../../desk-core.ts'
import type { WindowContext } from '../../window-context.ts'
import { discard, requeue } from '../../sync/outbox.commands.ts'
import { listVisible, MAX_LISTED, toEntry, type OutboxRow } from '../../sync/outbox.queries.ts'
import { deskState } from './desk-state.ts'
import { saveDraft, saveTabs } from './workspace.commands.ts'
import { listDrafts, tabsOf } from './workspace.queries.ts'

const os = implement(bridge.workspace).$context<WindowContext>()

export function workspaceRoutes(core: DeskCore) {
  const { cache, hub, session } = core
  const decide = (row: OutboxRow) => {
    hub.changed(['outbox'], row.customerId ? [row.customerId] : null)
    kickPush(core)
    return {}
  }
  return os.router({
    state: os.state.handler(() => deskState(core)),
    watch: os.watch.handler(({ signal }) => hub.subscribe(signal)),
    tabs: os.tabs.handler(() => tabsOf(cache.db, session.requireAgent().id)),
    saveTabs: os.saveTabs.handler(({ input }) => {
      cache.write((db) => saveTabs(db, session.requireAgent().id, input))
      core.networkNow?.live.open(input.open)
      return {}
    }),
    drafts: os.drafts.handler(({ input }) => ({ drafts: listDrafts(cache.db, session.requireAgent().id, input.customerId) })),
    saveDraft: os.saveDraft.handler(({ input }) => {
      cache.write((db) => saveDraft(db, session.requireAgent().id, input))
      return {}
    }),
    outbox: os.outbox.handler(() => {
      const rows = listVisible(cache.db, session.requireAgent().id)
      const entries = rows.slice(0, MAX_LISTED).map((row) => toEntry(row, core.networkNow?.push.sending ?? null))
      return { entries, more: rows.length > MAX_LISTED }
    }),
    retryCommand: os.retryCommand.handler(({ input }) =>
      decide(cache.write((db) => requeue(db, core.clock, session.requireAgent().id, input.commandId))),
    ),
    discardCommand: os.discardCommand.handler(({ input }) =>
      decide(cache.write((db) => discard(db, session.requireAgent().id, input.commandId))),
    ),
  })
}
