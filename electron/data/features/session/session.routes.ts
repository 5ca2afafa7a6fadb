import { implement } from '@orpc/server'
import { bridge } from '#shared/contract/bridge.ts'
import type { DeskCore } from '../../desk-core.ts'
import { streamNames } from '#shared/features/sync/streams.ts'
import type { WindowContext } from '../../window-context.ts'

/** How long the person waits for the backend to end the session; it ends there by itself later. Milliseconds. */
const REVOKE_MS = 2_000

const os = implement(bridge.session).$context<WindowContext>()

export function sessionRoutes(core: DeskCore) {
  const { cache, hub, session } = core
  let leaving: Promise<void> | null = null
  return os.router({
    serverInfo: os.serverInfo.handler(async () => {
      const { api } = await core.network()
      return api.call((client, options) => client.session.serverInfo(undefined, options))
    }),
    signIn: os.signIn.handler(async ({ input }) => {
      await leaving?.catch(() => undefined)
      // What is still here of somebody who left is cleared first, or nobody else comes in.
      if (cache.clearingOwed) cache.clear()
      const { api } = await core.network()
      const answer = await api.call((client, options) => client.session.signIn(input, options))
      session.begin(answer.token, answer.session, core.clockOffsetMs)
      return answer.session
    }),
    signOut: os.signOut.handler(async () => {
      // The next to sign in waits for it: what is cleared must not be theirs.
      leaving = signOut(core).then(() => cache.clear()).finally(() => (leaving = null))
      await leaving
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
  await Promise.all([network.pull.halt(), network.accounts.halt()])
  // What was just sent is usually answered in this time; else it goes again under its id when its agent is back.
  await Promise.race([network.push.settled(), new Promise((resolve) => setTimeout(resolve, REVOKE_MS))])
  await network.push.halt()
  await revoked
}
