import { AppError } from '#shared/kernel/errors.ts'
import type { RequestContext } from '../../http/router.ts'
import type { Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'

/** Adds to the line what is known only when it is done. */
export type Note = (more: Record<string, string>) => void
type About = { customerId?: string; detail: Record<string, string> }

/** What is no command, since its answer is not kept: a hold that lasts for minutes, a link that is told once. It has its line, refused or not. */
export async function actAudited<T>({ services, signedIn, asked, background }: RequestContext, { customerId, detail }: About, work: (trx: Transaction, note: Note) => Promise<T>): Promise<T> {
  const noted: Record<string, string> = {}
  const tell = (refusedAs?: AppError['code']) => writeAudit(services.store.db, services.clock, { action: asked.action, by: signedIn(), customerId, refusedAs, detail: { ...detail, ...noted, background } })
  try {
    const answer = await services.store.db.transaction().execute((trx) => work(trx, (more) => void Object.assign(noted, more)))
    await tell()
    return answer
  } catch (error) {
    if (error instanceof AppError && error.code !== 'internal') await tell(error.code)
    throw error
  }
}
