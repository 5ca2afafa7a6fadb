/** Where an attempt comes from, as a network: the address, or of IPv6 the network that one customer has (RFC 6177: /64 at least). */
import ipaddr from 'ipaddr.js'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { Queryable, Transaction } from './store/store.ts'

/** Wrong attempts of one address in 15 minutes, whatever names it tries. Behind one address may be a whole town (RFC 6888), so the bound is wide: it stops lists of stolen passwords, and the lockout does the rest. */
export const MAX_OF_SOURCE = 60
/** Of agents: a whole call centre signs in from one address at the beginning of a shift. */
export const MAX_OF_AGENTS_SOURCE = 200
const WINDOW_MS = 15 * 60_000

/** @param address as the socket, or a trusted proxy, says it. */
export function sourceOf(address: string): string {
  if (!ipaddr.isValid(address)) return 'unknown'
  const parsed = ipaddr.process(address)
  return parsed instanceof ipaddr.IPv6 ? `${parsed.parts.slice(0, 4).map((part) => part.toString(16)).join(':')}::/64` : parsed.toString()
}

/** As a person may be told: the network, not the machine in it. */
export function placeOf(source: string): string {
  if (source === '127.0.0.1' || source === '0:0:0:0::/64') return 'localhost'
  return source.replace(/\.\d+$/, '.x')
}

/** Agents' failures are counted apart: what customers fail from an address that both have shuts no agent out. */
export const agentsSource = (source: string): string => `agents ${source}`

/** Counts a failure of the address beforehand; `takeBackSource` when it was none. @throws AppError `limitExceeded` of `signIns`, before anything is counted against a name */
export async function countSource(trx: Transaction, clock: Clock, source: string, most = MAX_OF_SOURCE): Promise<void> {
  const now = clock.now()
  const over = isoInstant(now - WINDOW_MS)
  const counted = await trx.insertInto('signInSource').values({ source, since: isoInstant(now), failures: 1 })
    .onConflict((conflict) => conflict.column('source').doUpdateSet(({ eb, ref }) => ({
      failures: eb.case().when('signInSource.since', '<=', over).then(1).else(eb('signInSource.failures', '+', 1)).end(),
      since: eb.case().when('signInSource.since', '<=', over).then(ref('excluded.since')).else(ref('signInSource.since')).end(),
    })).where(({ eb, or }) => or([eb('signInSource.since', '<=', over), eb('signInSource.failures', '<', most)])))
    .returning('failures').executeTakeFirst()
  if (!counted) throw new AppError('limitExceeded', { limit: most, left: 0, unit: 'signIns' })
}

export async function takeBackSource(db: Queryable, source: string): Promise<void> {
  await db.updateTable('signInSource').set(({ eb }) => ({ failures: eb('failures', '-', 1) })).where('source', '=', source).where('failures', '>', 0).execute()
}
