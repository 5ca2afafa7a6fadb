import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { DeskCore } from '../../desk-core.ts'
import { countOutbox } from '../../sync/outbox.queries.ts'

/** Put together when asked for: nothing here is kept twice. */
export function deskState(core: DeskCore): DeskState {
  const { session, cache, connectivity } = core
  const agent = session.session?.agent
  const locked = session.locked?.session
  return {
    session: session.session,
    sessionEnded: session.ended,
    clockOffsetMs: core.clockOffsetMs,
    locked: locked ? { userName: locked.agent.userName, displayName: locked.agent.displayName, ways: locked.ways } : null,
    connectivity: connectivity.state,
    sync: core.syncState(),
    cache: { protection: cache.inMemory ? 'none' : core.protection, ...cache.status },
    outbox: agent ? countOutbox(cache.db, agent.id) : { waiting: 0, refused: 0 },
  }
}
