/** A seal that does not follow the one before it: what was done? Asked once, at the first such place, so it may look everywhere. */
import type { AuditFault } from '#shared/features/audit/audit.schema.ts'
import { chainHash } from './audit-form.ts'
import { findFollower, followsSomething, readSeals, type ChainSource, type Seal } from './read-chain.ts'

/**
 *   true follower   what stands here        then it was
 *   moved           is genuine              reordered
 *   moved           is of no chain          inserted
 *   gone            is the next but one     deleted (and those behind it were moved up)
 *   gone            anything else           edited
 */
export async function nameBreak(store: ChainSource, before: Buffer, here: Seal): Promise<AuditFault['kind']> {
  const follower = await findFollower(store, before, here.position)
  if (follower !== null) return (await followsSomething(store, here)) ? 'reordered' : 'inserted'
  return (await wasMovedUp(store, here)) ? 'deleted' : 'edited'
}

async function wasMovedUp(store: ChainSource, here: Seal): Promise<boolean> {
  const next = (await readSeals(store, [here.position + 1])).get(here.position + 1)
  return next !== undefined && chainHash(here.hash, here.position + 2, next.contentHash).equals(next.hash)
}
