/** Whether what is asked for has happened already, by the rows here; as `adjustments.queries.ts` says it of credits. */
import { isDeepStrictEqual } from 'node:util'
import type { CancelOrder, OrderPlanChange } from '#shared/features/catalog/orders.schema.ts'
import { findById } from '../../database/stream-tables.ts'
import type { Db } from '../../database/statements.ts'
import type { Standing } from '../../sync/submit-now.ts'

/** The same id with another content is another order, and not one that was placed. */
export function ordered(db: Db, { orderId, customerId, items, effective, date, fingerprint }: Omit<OrderPlanChange, 'commandId'>): Standing {
  const row = findById(db, 'productOrder', orderId)
  if (!row) return 'none'
  const same = row.customerId === customerId && row.fingerprint === fingerprint && isDeepStrictEqual(row.change, { items, effective, date })
  return same ? 'done' : 'other'
}

/** By this agent: what a colleague did meanwhile is a conflict, which the backend shows. */
export function cancelled(db: Db, { orderId, expectedVersion }: Omit<CancelOrder, 'commandId'>, agentName: string): Standing {
  const row = findById(db, 'productOrder', orderId)
  return row?.state === 'cancelled' && row.cancelledBy === agentName && row.version === expectedVersion + 1 ? 'done' : 'none'
}
