/**
 * A read that has its place in the audit, whether it was allowed or refused. All of it is of one snapshot; its entry is
 * written behind it, in a transaction of its own (`write-audit.ts` says why), and nothing is answered without the entry.
 */
import { AppError } from '#shared/kernel/errors.ts'
import { getCustomer } from './features/customers/customers.queries.ts'
import { findOpenContact, touchContact } from './features/interactions/contacts.queries.ts'
import type { RequestContext } from './http/router.ts'
import type { Transaction } from './store/store.ts'
import { writeAudit, type AuditEntry } from './write-audit.ts'

type Detail = NonNullable<AuditEntry['detail']>
type About<T> = { customerId?: string; detail?: Detail | ((answer: T) => Detail) }

/**
 * @param about whose data it is of, and what the audit keeps beside: codes and counts, never the data itself. Whether a desk
 *   asked by itself is added. @throws AppError, as `read` refused.
 */
export async function readAudited<T>({ services, asked, background, signedIn }: RequestContext, { customerId, detail }: About<T>, read: (trx: Transaction) => Promise<T>): Promise<T> {
  const { store, clock } = services
  const by = signedIn()
  const tell = (more: Detail, refusedAs?: AuditEntry['refusedAs']) =>
    writeAudit(store.db, clock, { action: asked.action, by, customerId, refusedAs, detail: { ...more, background } })
  try {
    const answer = await store.db.transaction().setIsolationLevel('repeatable read').execute(read)
    await tell(typeof detail === 'function' ? detail(answer) : (detail ?? {}))
    return answer
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') await tell(typeof detail === 'object' ? detail : {}, error.code)
    throw error
  }
}

/** The same, of one customer. @throws AppError `notFound`, for a customer who is none */
export async function readCustomer<T>(context: RequestContext, customerId: string, read: (trx: Transaction) => Promise<T>, detail: Detail = {}): Promise<T> {
  const answer = await readAudited(context, { customerId, detail }, async (trx) => {
    await getCustomer(trx, customerId)
    return read(trx)
  })
  if (!context.background) await keepContact(context, customerId)
  return answer
}

/** Who reads in somebody's account is still talking to them. */
async function keepContact({ services: { store, clock }, signedIn }: RequestContext, customerId: string): Promise<void> {
  const contact = await findOpenContact(store.db, clock, signedIn(), customerId)
  if (contact) await touchContact(store.db, clock, contact)
}
