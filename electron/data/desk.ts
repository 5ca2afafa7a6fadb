/**
 * The desk without Electron: the cache, the bridge that windows speak, and the network behind it. The first
 * screen needs the file alone, so what talks to the backend is loaded after it has had its answers.
 */
import { RPCHandler } from '@orpc/server/message-port'
import type { SupportedMessagePort } from '@orpc/client/message-port'
import { systemClock, type Clock } from '#shared/kernel/clock.ts'
import type { Scope } from '#shared/contract/processes.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { createBridgeRouter, guardCall } from './bridge-router.ts'
import { openCache } from './database/cache.ts'
import { ensureStreamTables, remakeTable } from './database/stream-tables.ts'
import { run, type Db, type WritableDb } from './database/statements.ts'
import type { DeskCore } from './desk-core.ts'
import { createEventHub } from './event-hub.ts'
import { clearSearchIndex, createSearchTables } from './features/customers/search/index-customers.ts'
import { noBrowser, type Browser } from './features/session/browser.ts'
import { createSessionKeeper } from './features/session/session.keeper.ts'
import { deskState } from './features/workspace/desk-state.ts'
import { createLog, type Log } from './log.ts'
import { createCommandEnds } from './sync/command-ends.ts'
import { createConnectivity } from './sync/connectivity.ts'
import { clearDesk, keepOrDropRows, syncStateOf } from './sync/cursors.ts'
import type { Network } from './sync/network.ts'
import { dropForsaken } from './sync/outbox.commands.ts'
import { hasForsaken } from './sync/outbox.queries.ts'
import { createPresence } from './sync/presence.ts'

export type DeskOptions = {
  /** Null: in memory. */
  cacheFile: string | null
  /** 64 hex digits; null: in memory. */
  cacheKey: string | null
  protection: DeskState['cache']['protection']
  backendUrl: string | null
  scope: Scope
  deviceName: string
  clock?: Clock
  random?: () => number
  fetch?: typeof globalThis.fetch
  /** The computer's; without one nobody signs in by it. */
  browser?: Browser
  log?: Log
  timing?: DeskCore['timing']
  /** With each connection to the cache file, such as to bound its size. */
  onOpen?: (db: Db) => void
}

export type Desk = {
  /** A window that may speak the bridge contract. */
  connect(port: SupportedMessagePort): void
  setBackend(url: string): void
  /** Writes nothing more and closes the file. */
  stop(): Promise<void>
}

/** The first screen's calls come within this time of the start; the network's code is loaded behind them. Milliseconds. */
const NETWORK_AFTER_MS = 150
/** How often a session's own end is looked at, in milliseconds. */
const CHECK_MS = 15_000

/** How long the end waits for an answer that is on its way, in milliseconds. */
const STOP_MS = 500

/** @throws NewerFileError when the cache file was made by a newer program; it is unchanged then */
export function createDesk(options: DeskOptions): Desk {
  const core = createCore(options)
  const handler = new RPCHandler(createBridgeRouter(core), { clientInterceptors: [guardCall(core)] })
  const later = setTimeout(() => void core.network().then((network) => network.begin()), NETWORK_AFTER_MS)
  const checking = setInterval(() => core.session.check(), CHECK_MS)
  later.unref()
  checking.unref()
  return {
    connect: (port) => handler.upgrade(port, { context: { search: { newest: 0 } } }),
    setBackend(url) {
      if (url === core.backendUrl) return
      core.backendUrl = url
      core.connectivity.connecting()
      void core.network().then((network) => network.begin())
    },
    async stop() {
      clearTimeout(later)
      clearInterval(checking)
      core.hub.close()
      core.ends.stop()
      core.networkNow?.stop()
      // A send that is cut off here goes again under its id.
      await Promise.race([core.networkNow?.push.settled(), new Promise((resolve) => setTimeout(resolve, STOP_MS))])
      core.cache.close()
    },
  }
}

function createCore(options: DeskOptions): DeskCore {
  const clock = options.clock ?? systemClock
  const log = options.log ?? createLog((line) => process.stderr.write(`${line}\n`))
  const { scope } = options
  const cache = openCache({ file: options.cacheFile, key: options.cacheKey, clock, log, prepareTables: (db) => prepareTables(db, scope), clearTables: clearDesk, ...(options.onOpen ? { onOpen: options.onOpen } : {}) })
  if (hasForsaken(cache.db)) cache.write(dropForsaken)
  const ends = createCommandEnds()
  const hub = createEventHub({ state: () => deskState(core), others: (customerId) => core.presence.others(customerId) })
  let network: Network | null = null
  let loading: Promise<Network> | null = null
  const session = createSessionKeeper(cache, clock, () => onSession(core))
  const core: DeskCore = {
    cache, scope, clock, log, hub, ends, session,
    random: options.random ?? Math.random,
    connectivity: createConnectivity(clock, () => {
      hub.stateChanged()
      ends.lookAgain()
    }),
    presence: createPresence(() => session.session?.agent.id ?? null, (customerIds) => hub.presenceChanged(customerIds)),
    protection: options.protection,
    deviceName: options.deviceName,
    fetch: options.fetch ?? globalThis.fetch,
    browser: options.browser ?? noBrowser,
    timing: options.timing ?? {},
    backendUrl: options.backendUrl,
    clockOffsetMs: session.clockOffsetMs,
    network: () => (loading ??= import('./sync/network.ts').then(({ createNetwork }) => (network = createNetwork(core)))),
    get networkNow() {
      return network
    },
    syncState: () => network?.pull.state ?? syncStateOf(cache.db, scope),
  }
  cache.onStatus = (change) => onCacheStatus(core, change)
  return core
}

function prepareTables(db: WritableDb, scope: Scope): void {
  const remade = ensureStreamTables(db)
  if (createSearchTables(db) && !remade.includes('customer')) {
    remakeTable(db, 'customer')
    remade.push('customer')
  }
  for (const stream of remade) run(db, 'delete from syncStream where stream = ?', stream)
  if (remade.includes('customer')) clearSearchIndex(db)
  keepOrDropRows(db, null, scope)
}

/** Somebody signed in or was signed out, by whatever way. */
function onSession(core: DeskCore): void {
  core.hub.stateChanged()
  core.ends.lookAgain()
  void core.network().then((network) => (core.session.token === null ? network.end() : network.begin()))
}

function onCacheStatus(core: DeskCore, change: 'replaced' | 'disk'): void {
  core.hub.stateChanged()
  if (change !== 'replaced') return
  core.session.reload()
  core.networkNow?.pull.reread()
  core.networkNow?.pull.kick()
  core.hub.changed(['customer', 'outbox', 'tabs'], null)
}
