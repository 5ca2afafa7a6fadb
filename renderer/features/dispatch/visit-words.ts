/** Why a window is offered, and why a visit was not booked, in words. */
import { isAppError } from '#shared/kernel/app-error.ts'
import type { Visit } from '#shared/features/dispatch/booking.procedures.ts'
import type { VisitOffer } from '#shared/features/dispatch/booking.schema.ts'
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'
import { errorText } from '../../app/error-text.ts'
import type { Translate } from '../../app/use-text.ts'
import type { WallClock } from '../../app/wall-clock.ts'

const IDLE_MS = 3 * 3_600_000

export const minutesOf = (seconds: number): number => Math.max(1, Math.round(seconds / 60))

/** `Ana Ríos is 4 minutes away at 10:40 AM` */
export function offerReason({ near, technicianName: name, added, start }: VisitOffer, clock: WallClock, t: Translate): string {
  const count = minutesOf(near.seconds)
  if (near.what === 'home') return t('visit.near.home', { name, count }, count)
  // Long before or after: where they are then says little.
  if (Math.abs(Date.parse(start) - Date.parse(near.at)) > IDLE_MS) return t('visit.near.free', { name, count }, count)
  const words = t(`visit.near.${near.what}`, { name, count, time: clock.time(near.at).replace(/\s/g, '\u00a0') }, count)
  return added > 60 ? words : `${words} · ${t('visit.near.onTheWay')}`
}

export const fullnessWords = ({ fullness, choices }: VisitOffer, t: Translate): string =>
  [t('visit.full', { share: Math.round(Math.min(1, fullness) * 100) }), ...(choices > 1 ? [t('visit.choices', { count: choices }, choices)] : [])].join(' · ')

/** Who pressed on the page of their link; what others have in place of a name. */
const BY_LINK = 'customer'
/** `within`: in the middle of a sentence. `another`: not the one whose account is open. */
export const whoWords = (by: string, t: Translate, as: 'customer' | 'within' | 'another' = 'customer'): string => (by === BY_LINK ? t(`visit.who.${as}`) : by)

const issues: Record<string, string> = {
  'holdId expired': 'expired', 'holdId otherWork': 'otherWork', 'windowStart past': 'past', 'windowStart noWindow': 'noWindow', 'technicianId unknown': 'noTechnician', 'technicianId notTheirs': 'noTechnician', 'override outage': 'outage', 'override maintenance': 'maintenance',
  'appointmentId underWay': 'underWay', 'appointmentId cancelled': 'over', 'appointmentId completed': 'over', 'appointmentId noShow': 'over', 'appointmentId missed': 'over', 'appointmentId confirmed': 'confirmed', 'followUpOf followed': 'followed', 'customerId closedAccount': 'closed',
  'tellBy noContact': 'noContact', 'to tooFar': 'tooFar', 'to past': 'pastDay', 'to tooLong': 'tooFar', 'workTypeId unknown': 'noWorkType',
}

/** The word of the contract that it is about; null where it is none of these. */
export function visitProblem(error: unknown): string | null {
  if (!isAppError(error, 'validation')) return null
  const [first] = error.data.issues
  return first ? (issues[`${first.path} ${first.message}`] ?? null) : null
}

export function visitErrorText(error: unknown, t: Translate): string {
  const problem = visitProblem(error)
  if (problem) return t(`visit.problems.${problem as 'expired'}`)
  if (isAppError(error, 'offline')) return t('visit.problems.notSent')
  if (isAppError(error, 'conflict')) return error.data.changedBy ? t('visit.problems.changed', { by: whoWords(error.data.changedBy, t) }) : t('visit.problems.changedUnknown')
  if (isAppError(error, 'forbidden') && error.data.permission === 'dispatch.override') return t('visit.problems.mayNotOverride')
  if (isAppError(error, 'limitExceeded')) return t('visit.problems.holds')
  if (isAppError(error, 'notFound') && error.data.what === 'portal') return t('visit.problems.noPortal')
  if (isAppError(error, 'notFound') && error.data.what === 'mail') return t('visit.problems.noMail')
  if (isAppError(error, 'verificationRequired')) return t('visit.problems.newContact')
  return errorText(error, t)
}

/** What somebody typed, before another sentence. */
function sentence(typed: string | null | undefined): string {
  const said = typed?.trim() ?? ''
  return said === '' || /[.!?…]["'”’»)]*$/.test(said) ? said : `${said}.`
}

/** Of a visit that came to nothing, and for which nothing was agreed on since: what happened, and what else is known of it. */
export function askingWords({ appointment: { status }, workOrder, technicianName }: Visit, t: Translate, clock: WallClock): { first: string; then: string } {
  const name = technicianName ?? ''
  if (status === 'missed') return { first: t('visit.missed'), then: name ? t('visit.missedBy', { name }) : workOrder?.technicianId ? '' : t('visit.missedNobody') }
  const what = workOrder?.outcome === 'noAccess' ? 'noAccess' : 'notHome'
  return {
    first: name ? t(`visit.${what}`, { name }) : t(`visit.${what}Unnamed`),
    then: [workOrder?.endedAt && t('visit.notedAt', { time: clock.moment(workOrder.endedAt) }), sentence(workOrder?.outcomeNote), t('visit.noneBooked')].filter(Boolean).join(' '),
  }
}

/** How far the work is; of what was missed, that nobody came. */
export const workStateWords = ({ status, outcome }: Pick<WorkOrder, 'status' | 'outcome'>, t: Translate): string => t(outcome === 'nobodyCame' ? 'board.work.outcomes.nobodyCame' : `board.work.statuses.${status}`)
