/**
 * Holds a hint back until the change feed can show what it hints at. The feed ends before the oldest running
 * transaction; a desk told earlier would pull, find nothing, and never be told again.
 */
import { sql } from 'kysely'
import type { Store } from '../store/store.ts'
import type { Cancel, Timers } from '../timers.ts'

/** Between two looks while something is held back, in ms: first and longest. */
const FIRST_WAIT_MS = 20
const LONGEST_WAIT_MS = 1_000

type Held<T> = { xid: bigint; hint: T }

export function holdUntilVisible<T>(store: Store, timers: Timers, release: (hint: T) => void, onError: (error: unknown) => void) {
  let held: Held<T>[] = []
  let waitMs = FIRST_WAIT_MS
  let cancel: Cancel | null = null
  let looking = false

  async function look(): Promise<void> {
    cancel = null
    if (looking || held.length === 0) return
    looking = true
    await releaseVisible().catch(onError)
    looking = false
    if (held.length > 0) again()
  }
  async function releaseVisible(): Promise<void> {
    const { rows } = await sql<{ horizon: string }>`select pg_snapshot_xmin(pg_current_snapshot())::text as horizon`.execute(store.db)
    const horizon = BigInt(rows[0]!.horizon)
    const visible = held.filter(({ xid }) => xid < horizon)
    held = held.filter(({ xid }) => xid >= horizon)
    for (const { hint } of visible) release(hint)
  }
  function again(): void {
    cancel ??= timers.after(waitMs, () => void look())
    waitMs = Math.min(waitMs * 2, LONGEST_WAIT_MS)
  }
  return {
    add(xid: string, hint: T): void {
      held.push({ xid: BigInt(xid), hint })
      waitMs = FIRST_WAIT_MS
      cancel?.()
      void look()
    },
    stop(): void {
      cancel?.()
      held = []
    },
  }
}
