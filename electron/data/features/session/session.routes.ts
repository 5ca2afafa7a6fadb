import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { clearDesk } from '../../sync/cursors.ts'
import { streamNames } from '#shared/features/sync/streams.ts'
import type { WindowContext } from '../../window-context.ts'

/** How long the person waits for the backend to end the session; it ends there by itself later. Milliseconds. */
const REVOKE_MS = 2_000

const os = implement(bridge.session).$context<WindowContext>()

export function sessionRoutes(core: DeskCore) {
  const { cache, hub, session } = core
  return os.router({
    serverInfo: os.serverInfo.handler(async () => {
      const { api } = await core.network()
      return api.call((client, options) => client.session.serverInfo(undefined, options))
    }),
    signIn: os.signIn.handler(async ({ input }) => {
      const { api } = await core.network()
      const answer = await api.call((client, options) => client.session.signIn(input, options))
      session.begin(answer.token, answer.session, core.clockOffsetMs)
      return answer.session
    }),
    signOut: os.signOut.handler(async () => {
      await signOut(core)
      cache.write(clearDesk)
      core.networkNow?.pull.reread()
      hub.changed([...streamNames, 'tabs', 'recent'], null)
      return {}
    }),
  })
}

/** The token is forgotten first: what happens to the network then is no longer the person's concern. */
async function signOut(core: DeskCore): Promise<void> {
  const { token } = core.session
  const network = await core.network()
  const revoked =
    token === null
      ? null
      : network.api.call((client, options) => client.session.signOut(undefined, { ...options, context: { token } }), AbortSignal.timeout(REVOKE_MS)).catch(() => undefined)
  core.session.end(null)
  await network.pull.halt()
  await revoked
}
