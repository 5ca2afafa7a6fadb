/** Links to a technician's day: made by whoever plans it, told once, over some hours after the shift. A newer one ends the one before. */
import { addDays, DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { DAY_LINK_HOURS, MAX_DAY_LINK_DAYS, type DayLink, type MadeDayLink } from '#shared/features/dispatch/day-links.schema.ts'
import type { DaySheetInput } from '#shared/features/dispatch/day-sheet.schema.ts'
import { operatorToday } from '../../../operator-day.ts'
import { hashToken, newToken } from '../../../secret-token.ts'
import type { Services, SignedIn } from '../../../services.ts'
import type { Queryable, Transaction } from '../../../store/store.ts'
import type { Note } from '../act-audited.ts'
import { listVisits } from '../board/board.queries.ts'
import { spanOfDay } from '../board/day-sheet.queries.ts'
import { lockTechnician } from '../visits.queries.ts'

const HOUR_MS = 3_600_000
/** So long one that is over is still told as over. Later it is as one that never was; who made it stays in the audit. */
const KEPT_MS = 30 * DAY_MS

/** @throws AppError `notFound` of `portal` where there are no pages; `validation` at `date`: `past`, `tooFar`; at `technicianId` for one who does not go out any more */
export async function makeDayLink(trx: Transaction, services: Services, { by, note }: { by: SignedIn; note: Note }, { technicianId, date }: DaySheetInput): Promise<MadeDayLink> {
  const portal = services.portalUrl()
  if (portal === null) throw new AppError('notFound', { what: 'portal' })
  if (date > addDays(operatorToday(services), MAX_DAY_LINK_DAYS)) throw wrong('date', 'tooFar')
  await lockTechnician(trx, technicianId)
  const now = services.clock.now()
  const of = { technicianId, date }
  const ends = (await endOfWork(trx, of, services.timeZone)) ?? (await spanOfDay(trx, of, services.timeZone)).to
  const [madeAt, expiresAt] = [isoInstant(now), isoInstant(ends + DAY_LINK_HOURS * HOUR_MS)]
  if (expiresAt <= madeAt) throw wrong('date', 'past')
  await endDayLinks(trx, { technicianId, date }, madeAt)
  const [id, token] = [newId(services.clock), newToken()]
  await trx.insertInto('technicianDayLink').values({ id, technicianId, day: date, tokenHash: hashToken(token), madeAt, madeBy: by.agent.displayName, agentId: by.agent.id, expiresAt, openedAt: null, openings: 0, endedAt: null }).execute()
  note({ linkId: id })
  // After the sign a browser sends it to nobody.
  return { link: `${portal}/portal/day#${token}`, expiresAt }
}

/** A shift that goes on, or a visit behind it, keeps a link open that was made before. @returns an instant, never before what was said when it was made */
export async function untilOf(db: Queryable, { technicianId, day, expiresAt }: { technicianId: string; day: string; expiresAt: string }, timeZone: string): Promise<string> {
  const ends = await endOfWork(db, { technicianId, date: day }, timeZone)
  return isoInstant(Math.max(Date.parse(expiresAt), (ends ?? 0) + DAY_LINK_HOURS * HOUR_MS))
}

/** Of the shift, or of the last visit that is planned behind it; null where there is neither. Ms since 1970. */
async function endOfWork(db: Queryable, { technicianId, date }: DaySheetInput, timeZone: string): Promise<number | null> {
  const span = await spanOfDay(db, { technicianId, date }, timeZone)
  const shift = await db.selectFrom('technicianShift').select('endAt').where('technicianId', '=', technicianId).where('day', '=', date).where('removedAt', 'is', null).executeTakeFirst()
  const visits = await listVisits(db, { technicianIds: [technicianId], ...span })
  const ends = [...(shift ? [Date.parse(shift.endAt)] : []), ...visits.map(({ start, minutes }) => Date.parse(start!) + minutes * 60_000)]
  return ends.length > 0 ? Math.max(...ends) : null
}

/** @param of without `date`: all of theirs. @returns whether there was one */
export async function endDayLinks(trx: Transaction, { technicianId, date }: { technicianId: string; date?: string }, at: string): Promise<boolean> {
  const { numUpdatedRows } = await trx.updateTable('technicianDayLink').set({ endedAt: at }).where('technicianId', '=', technicianId).where('endedAt', 'is', null)
    .$if(date !== undefined, (query) => query.where('day', '=', date!)).executeTakeFirstOrThrow()
  return Number(numUpdatedRows) > 0
}

export async function findDayLink(db: Queryable, services: Services, { technicianId, date }: DaySheetInput): Promise<DayLink> {
  const link = await db.selectFrom('technicianDayLink').select(['madeAt', 'madeBy', 'expiresAt', 'openedAt', 'openings']).where('technicianId', '=', technicianId).where('day', '=', date)
    .where('endedAt', 'is', null).executeTakeFirst()
  const expiresAt = link && (await untilOf(db, { technicianId, day: date, expiresAt: link.expiresAt }, services.timeZone))
  const holds = link && expiresAt && expiresAt > isoInstant(services.clock.now())
  return { possible: services.portalUrl() !== null, link: holds ? { ...link, expiresAt, openings: Number(link.openings) } : null }
}

/** What goes on behind `expiresAt` (`untilOf`) goes on for hours, and is over long before. */
export async function forgetOldDayLinks(db: Queryable, clock: Clock): Promise<void> {
  await db.deleteFrom('technicianDayLink').where('expiresAt', '<', isoInstant(clock.now() - KEPT_MS)).execute()
}
