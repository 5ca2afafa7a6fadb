/** A backend over a database of its own, with agents who are signed in and customers with accounts: where requests race. */
import type { KyselyPlugin, SelectModifierNode, SelectQueryNode } from 'kysely'
import type { ErrorCode } from '#shared/kernel/errors.ts'
import { manualClock } from '#shared/kernel/clock.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Adjustment } from '#shared/features/billing/adjustments.schema.ts'
import type { CommandResult } from '#shared/features/sync/sync.schema.ts'
import { migrate } from '../../../electron/backend/store/migrate.ts'
import { openStore, type Store, type StoreLocation } from '../../../electron/backend/store/store.ts'
import { answered, operatorToday } from '../../../tests/support/adjusting.ts'
import { signInAs, startTestBackend } from '../../../tests/support/api-client.ts'
import { openAccounts, type Account } from '../../../tests/support/simple-billing.ts'

export type Desk = Awaited<ReturnType<typeof signInAs>>
export type Arena = {
  store: Store
  /** What each request met, over HTTP. */
  signIn(role: Role, count: number): Promise<Desk[]>
  accounts(count: number): Promise<Account[]>
  /** For bills and payments. */
  at: { clock: ReturnType<typeof manualClock>; today: string }
  close(): Promise<void>
}

/** @param locked false: the same backend, whose `select … for update` locks nothing */
export async function openArena(location: StoreLocation, { locked = true } = {}): Promise<Arena> {
  const clock = manualClock(Date.parse('2026-11-23T16:30:00.000Z'))
  const store = await openStore(location)
  await migrate(store, clock)
  const backend = await startTestBackend({ store: locked ? store : { ...store, db: store.db.withPlugin(withoutRowLocks) }, clock })
  return {
    store,
    at: { clock, today: operatorToday(clock) },
    signIn: async (role, count) => {
      const desks: Desk[] = []
      while (desks.length < count) desks.push(await signInAs(store, backend.url, role, clock))
      return desks
    },
    accounts: (count) => openAccounts(store, count),
    close: async () => {
      await backend.close()
      await store.close()
    },
  }
}

const isRowLock = (node: SelectModifierNode): boolean => node.modifier === 'ForUpdate' || node.modifier === 'ForNoKeyUpdate'

export const withoutRowLocks: KyselyPlugin = {
  transformQuery: ({ node }) => {
    if (node.kind !== 'SelectQueryNode') return node
    const select = node as SelectQueryNode
    return { ...select, endModifiers: (select.endModifiers ?? []).filter((modifier) => !isRowLock(modifier as SelectModifierNode)) } as SelectQueryNode
  },
  transformResult: ({ result }) => Promise.resolve(result),
}

export type Answers = { adjustments: Adjustment[]; refused: Partial<Record<ErrorCode, number>> }

/** All at once. */
export async function race(requests: readonly (() => Promise<CommandResult>)[]): Promise<Answers> {
  const settled = await Promise.allSettled(requests.map((request) => request()))
  const refused: Answers['refused'] = {}
  const adjustments: Adjustment[] = []
  for (const each of settled) {
    if (each.status === 'fulfilled') adjustments.push(answered(each.value))
    else count(refused, each.reason)
  }
  return { adjustments, refused }
}

/** An error without a code, such as a connection that broke, is none of the contract's. */
function count(refused: Answers['refused'], reason: unknown): void {
  const { code = 'internal' } = reason as { code?: ErrorCode }
  refused[code] = (refused[code] ?? 0) + 1
}
