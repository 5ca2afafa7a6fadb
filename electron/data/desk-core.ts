/** What every feature of this room works with. */
import type { Clock } from '#shared/kernel/clock.ts'
import type { Scope } from '#shared/contract/processes.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { Cache } from './database/cache.ts'
import type { EventHub } from './event-hub.ts'
import type { Browser } from './features/session/browser.ts'
import type { SessionKeeper } from './features/session/session.keeper.ts'
import type { Log } from './log.ts'
import type { CommandEnds } from './sync/command-ends.ts'
import type { Connectivity } from './sync/connectivity.ts'
import type { Network } from './sync/network.ts'
import type { Presence } from './sync/presence.ts'

export type DeskCore = {
  readonly cache: Cache
  readonly scope: Scope
  readonly clock: Clock
  /** 0 to 1 */
  readonly random: () => number
  readonly log: Log
  readonly hub: EventHub
  readonly ends: CommandEnds
  readonly session: SessionKeeper
  readonly connectivity: Connectivity
  readonly presence: Presence
  readonly protection: DeskState['cache']['protection']
  readonly deviceName: string
  readonly fetch: typeof globalThis.fetch
  readonly browser: Browser
  /** Milliseconds, where a test cannot wait for the real ones. */
  readonly timing: { http?: { call?: number; command?: number; pull?: number }; liveMs?: number; backoffBaseMs?: number; moneyMs?: number; prefetchMs?: number }
  backendUrl: string | null
  /** The backend's clock minus this desk's. */
  clockOffsetMs: number
  /** Loaded at the first need, or shortly after the start. */
  network(): Promise<Network>
  /** For those who need not wait for it. */
  readonly networkNow: Network | null
  syncState(): DeskState['sync']
}

/** Something was queued: send it soon, without keeping the window waiting. */
export function kickPush(core: DeskCore): void {
  core.hub.stateChanged()
  void core.network().then((network) => network.push.kick())
}
