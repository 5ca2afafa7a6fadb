/** All that talks to the backend, put together. Loaded after the first screen has its answers. */
import { CHAT_LINES, CHAT_TYPING, CHATS } from '../features/chat/chat-tables.ts'
import { isAppError } from '#shared/kernel/errors.ts'
import type { LiveMessage } from '#shared/features/sync/sync.schema.ts'
import type { DeskCore } from '../desk-core.ts'
import { createBillDocuments, type BillDocuments } from '../features/billing/bill-documents.ts'
import { createUsageDetails, type UsageDetails } from '../features/usage/usage-details.ts'
import { listOpenTabs } from '../features/workspace/workspace.queries.ts'
import { createAccountFetcher, type AccountFetcher } from './accounts.ts'
import { BACKOFF_BASE_MS } from './backoff.ts'
import { createBehindPaint, type BehindPaint } from './behind-paint.ts'
import { createApiClient, type ApiClient } from './api-client.ts'
import { pulledStreams } from './cursors.ts'
import { forgetErased } from './forget-erased.ts'
import { createLive, type Live } from './live.ts'
import { createPuller, warmSchemas, type Puller } from './pull.ts'
import { createPusher, type Pusher } from './push.ts'

/** No table of this desk: what a supervisor decides is of accounts that need not be here, and is read from the backend. */
const APPROVALS = 'approvals'
/** The same, of what was decided about this agent's own requests. */
const DECISIONS = 'decisions'

/** The same, of how many modems are offline where. */
const PLANT_STATE = 'plantState'

/** An answer tells whole seconds, and each a little differently; the windows hear of more than that. Milliseconds. */
const CLOCK_TOLD_MS = 60_000

export type Network = {
  api: ApiClient
  pull: Puller
  push: Pusher
  live: Live
  accounts: AccountFetcher
  bills: BillDocuments
  usage: UsageDetails
  behind: BehindPaint
  /** Somebody signed in, was found signed in at start, or the backend's address is another. */
  begin(): void
  /** Nobody is signed in any more. Resolves when no page is being written. */
  end(): Promise<void>
  stop(): void
}

export function createNetwork(core: DeskCore): Network {
  const { cache, scope, clock, random, log, hub, ends, session, connectivity } = core
  const backoffBaseMs = core.timing.backoffBaseMs ?? BACKOFF_BASE_MS
  const agentId = () => session.session?.agent.id ?? null
  const onChanged = (tables: string[], customerIds: string[] | null) => hub.changed(tables, customerIds)
  let toldOffsetMs = core.clockOffsetMs
  const onClock = (offsetMs: number) => {
    core.clockOffsetMs = offsetMs
    if (Math.abs(offsetMs - toldOffsetMs) < CLOCK_TOLD_MS) return
    toldOffsetMs = offsetMs
    hub.stateChanged()
  }
  const onDropped = () => {
    hub.changed(pulledStreams({ kind: 'all' }), null)
    hub.stateChanged()
  }
  const api = createApiClient({
    baseUrl: () => core.backendUrl, token: () => session.token, deviceName: core.deviceName, fetch: core.fetch, clock,
    onClock,
    onContact: (contact) => {
      const back = contact === 'answered' && connectivity.state.state !== 'online'
      connectivity.note(contact)
      if (!back) return
      push.retryNow()
      pull.retryNow()
    },
    onUsed: (token) => session.extended(token),
    onSessionEnded: (token, reason) => session.end(reason, token),
    ...(core.timing.http ? { timeout: core.timing.http } : {}),
  })
  const accounts = createAccountFetcher({ cache, api, scope, onChanged, onDropped, token: () => session.token })
  const bills = createBillDocuments({
    cache, api, agentId, token: () => session.token, online: () => connectivity.state.state === 'online',
    ...(core.timing.prefetchMs === undefined ? {} : { aheadAfterMs: core.timing.prefetchMs }),
  })
  const usage = createUsageDetails({
    cache, api, clock, agentId, onChanged, token: () => session.token, online: () => connectivity.state.state === 'online',
    ...(core.timing.prefetchMs === undefined ? {} : { aheadAfterMs: core.timing.prefetchMs }),
  })
  const pull = createPuller({
    cache, api, scope, clock, random, log, onDropped, backoffBaseMs,
    signedIn: () => agentId() !== null && core.backendUrl !== null,
    onState: () => hub.stateChanged(),
    onChanged: (stream, customerIds) => hub.changed([stream], customerIds),
  })
  const push = createPusher({
    cache, api, clock, random, log, ends, agentId, onChanged, backoffBaseMs, token: () => session.token,
    onOutbox: () => hub.stateChanged(),
    onSettled: (customerIds) => accounts.overtaken(customerIds),
  })
  const live = createLive({
    baseUrl: () => core.backendUrl, token: () => session.token, clock, random,
    ...(core.timing.liveMs ? { timeoutMs: core.timing.liveMs } : {}),
    onMessage: (message, token) => hear(message, token),
    onLost: () => {
      core.presence.replaceAll([])
      // Whether the backend is there at all is for a call to say.
      void checkSession()
    },
  })
  const openTabs = () => listOpenTabs(cache.db, agentId())
  const refreshOpen = (customerIds: readonly string[] | null) => {
    const wanted = openTabs().filter((id) => customerIds === null || customerIds.includes(id))
    for (const id of wanted) accounts.refresh(id)
  }
  /** Where everybody is pulled the feed says it. */
  const forget = (customerIds: readonly string[] | null) => {
    if (pulledStreams(scope).includes('customer') || agentId() === null) return
    forgetErased({ cache, api, accounts }, customerIds).catch((error: unknown) => {
      if (!isAppError(error, 'offline') && !isAppError(error, 'unauthenticated')) log.error('erased', error)
    })
  }
  function hear(message: LiveMessage, token: string): void {
    switch (message.type) {
      case 'hello':
        connectivity.note('answered')
        // Its rights may be others since: whoever was not at the line did not hear of it.
        void checkSession()
        core.presence.replaceAll(message.presence)
        pull.retryNow()
        pull.kick()
        push.retryNow()
        hub.changed([APPROVALS, DECISIONS, PLANT_STATE, CHATS, CHAT_LINES], null)
        forget(null)
        return refreshOpen(null)
      case 'changed': {
        // A pull that is under way comes to it when it has been through the rest: a first one, or one after a night, takes minutes.
        const late = scope.kind !== 'all' || pull.state.state !== 'idle'
        pull.kick(message.streams)
        if (message.streams.includes('adjustment')) hub.changed([APPROVALS], message.customerIds)
        if (late) refreshOpen(message.customerIds)
        if (message.streams.includes('customer')) forget(message.customerIds)
        return
      }
      case 'decisions':
        // Of no account in particular: none is read again for it.
        return hub.changed([DECISIONS], [])
      case 'plantState':
        return hub.changed([PLANT_STATE], [])
      // Of conversations, not of accounts.
      case 'chats':
        return hub.changed([CHATS], [])
      case 'chatLines':
        return message.message ? hub.chatted(message.conversationId, { message: message.message }) : hub.changed([CHAT_LINES], [message.conversationId])
      case 'chatMarks':
        return hub.chatted(message.conversationId, { marks: { delivered: message.delivered, read: message.read } })
      case 'chatTyping':
        return hub.changed([CHAT_TYPING], [message.conversationId])
      case 'contact':
        return hub.changed(['contact'], [message.customerId])
      case 'presence':
        return core.presence.set(message.customerId, message.present)
      case 'rights':
        return void checkSession()
      case 'sessionEnded':
        return session.end(message.reason, token)
      case 'pong':
        return
    }
  }
  /** In turn: an older answer must not be the last one. */
  let checks: Promise<void> = Promise.resolve()
  const checkSession = (background = true): Promise<void> => (checks = checks.then(() => checkNow(background)))
  async function checkNow(background: boolean): Promise<void> {
    const token = session.token
    if (token === null || core.backendUrl === null) return
    try {
      session.renew(token, await api.call((client, options) => client.session.current(undefined, options), undefined, background), !background)
    } catch (error) {
      // Offline and ended sessions are dealt with where calls are made.
      if (!isAppError(error, 'offline') && !isAppError(error, 'unauthenticated')) log.error('session', error)
    }
  }
  session.onExtend = () => void checkSession(false)
  const behind = createBehindPaint()
  let begunWith = ''
  warmSchemas()
  return {
    api, pull, push, live, accounts, bills, usage, behind,
    begin() {
      const sessionAndUrl = `${session.token} ${core.backendUrl}`
      if (session.token === null || core.backendUrl === null || sessionAndUrl === begunWith) return
      begunWith = sessionAndUrl
      // The line's greeting, or its loss, asks whether the session stands.
      live.open(openTabs())
      live.restart()
      pull.kick()
      push.retryNow()
    },
    async end() {
      begunWith = ''
      live.restart()
      core.presence.replaceAll([])
      await pull.halt()
    },
    stop() {
      live.stop()
      pull.stop()
      push.stop()
      bills.stop()
      usage.stop()
      behind.stop()
    },
  }
}
