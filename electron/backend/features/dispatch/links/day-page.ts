/** The technician's page of their day: it reads, and changes nothing. Each look has its line in the audit, and each gate code one of its own. */
import { isoInstant } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import type { PortalDay } from '#shared/features/dispatch/day-links.schema.ts'
import { isOpenWork } from '#shared/features/dispatch/visit-status.ts'
import { hashToken } from '../../../secret-token.ts'
import type { Services } from '../../../services.ts'
import type { Queryable } from '../../../store/store.ts'
import { writeAudit, type AuditEntry } from '../../../write-audit.ts'
import { readDaySheet, spanOfDay } from '../board/day-sheet.queries.ts'
import { listVisits } from '../board/board.queries.ts'
import { readGateCode } from '../gate-codes.ts'
import { untilOf } from './day-links.ts'

type Link = { id: string; technicianId: string; day: string; /** As it stands now. */ until: string; openedAt: string | null; endedAt: string | null }

/** @throws AppError `notFound`, for a wrong token as for none */
async function findLink(db: Queryable, token: string, timeZone: string): Promise<Link> {
  const found = await db.selectFrom('technicianDayLink').select(['id', 'technicianId', 'day', 'expiresAt', 'openedAt', 'endedAt']).where('tokenHash', '=', hashToken(token)).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'dayLink' })
  const { expiresAt: _, ...link } = found
  return { ...link, until: await untilOf(db, found, timeZone) }
}

const stateOf = ({ endedAt, until }: Link, now: string): PortalDay['state'] => (endedAt !== null ? 'replaced' : until <= now ? 'over' : 'open')
const aboutOf = ({ id: linkId, technicianId, day: date }: Link): NonNullable<AuditEntry['detail']> => ({ linkId, technicianId, date })

export async function openDay(services: Services, token: string): Promise<PortalDay> {
  const { store, clock, timeZone, operatorName } = services
  return store.db.transaction().execute(async (trx) => {
    const link = await findLink(trx, token, timeZone)
    const asOf = isoInstant(clock.now())
    const state = stateOf(link, asOf)
    if (state !== 'open') {
      await writeAudit(trx, clock, { action: 'portal.openDay', by: null, refusedAs: 'validation', detail: { ...aboutOf(link), state } })
      return { state, operatorName }
    }
    const of = { technicianId: link.technicianId, date: link.day }
    const sheet = await readDaySheet(trx, of, timeZone)
    await trx.updateTable('technicianDayLink').set((update) => ({ openedAt: link.openedAt ?? asOf, openings: update('openings', '+', 1) })).where('id', '=', link.id).execute()
    await writeAudit(trx, clock, { action: 'portal.openDay', by: null, detail: { ...aboutOf(link), visits: sheet.visits.length } })
    return { state, operatorName, timeZone, asOf, until: link.until, codesFrom: isoInstant((await spanOfDay(trx, of, timeZone)).from), sheet }
  })
}

/**
 * Of a visit that is this technician's on this day and not over, from when the day begins.
 * @throws AppError `notFound`; `validation` at `link`: `replaced`, `over`, `early`
 */
export async function gateCodeByLink(services: Services, { token, workOrderId }: { token: string; workOrderId: string }): Promise<{ gateCode: string | null }> {
  const { store, clock, timeZone } = services
  const link = await findLink(store.db, token, timeZone)
  const now = clock.now()
  const state = stateOf(link, isoInstant(now))
  if (state !== 'open') {
    await writeAudit(store.db, clock, { action: 'portal.gateCode', by: null, refusedAs: 'validation', detail: { ...aboutOf(link), workOrderId, state } })
    throw wrong('link', state)
  }
  const span = await spanOfDay(store.db, { technicianId: link.technicianId, date: link.day }, timeZone)
  const visit = (await listVisits(store.db, { technicianIds: [link.technicianId], ...span })).find(({ id }) => id === workOrderId)
  const refusal = now < span.from ? wrong('link', 'early') : !visit?.appointmentId || !isOpenWork(visit.status) ? new AppError('notFound', { what: 'visit' }) : null
  const tell = (refusedAs?: AuditEntry['refusedAs']) =>
    writeAudit(store.db, clock, { action: 'portal.gateCode', by: null, customerId: visit?.customerId, refusedAs, detail: { ...aboutOf(link), workOrderId, appointmentId: visit?.appointmentId ?? '' } })
  if (refusal) {
    await tell(refusal.code)
    throw refusal
  }
  const gateCode = await readGateCode(store.db, services, { customerId: visit!.customerId, appointmentId: visit!.appointmentId! })
  await tell()
  return { gateCode }
}
