/** What is asked for and noted of a visit while it is being booked. The gate code is not in it: a draft lies on the disk. */
import type { AccountView } from '#shared/features/customers/account-view.schema.ts'
import type { Visit } from '#shared/features/dispatch/booking.procedures.ts'
import type { WorkType } from '#shared/features/dispatch/technicians.schema.ts'
import type { Appointment } from '#shared/features/dispatch/visits.schema.ts'
import type { MessageChannel } from '#shared/features/messages/messages.schema.ts'
import type { VisitPreset } from '../../app/account-ui.ts'

export type VisitForm = {
  /** Null: the first kind of work, until somebody chooses. */
  workTypeId: string | null
  reason: string
  minutes: number | null
  speaks: string
  from: string
  contactName: string
  contactPhone: string
  accessNotes: string
  dogs: '' | 'yes' | 'no'
  adult: '' | 'yes' | 'no'
  language: string
}

/** By which ways an account can be written to at all; whether a link goes there now says the backend. */
export const channelsOf = ({ contactMedia }: Pick<AccountView, 'contactMedia'>): MessageChannel[] => [
  ...(contactMedia.some(({ row }) => row.mediumType === 'phone' && row.use === 'mobile') ? ['sms' as const] : []), ...(contactMedia.some(({ row }) => row.mediumType === 'email') ? ['email' as const] : []),
]

const asTyped = (answer: boolean | null): '' | 'yes' | 'no' => (answer === null ? '' : answer ? 'yes' : 'no')
/** What was noted of a visit, as it is typed. */
export const notesOf = ({ contactName, contactPhone, accessNotes, dogs, adultAtHome, language }: Appointment, customerLanguage: string): VisitForm => ({
  ...emptyVisit, contactName: contactName ?? '', contactPhone: contactPhone ?? '', accessNotes: accessNotes ?? '', dogs: asTyped(dogs), adult: asTyped(adultAtHome), language: language === customerLanguage ? '' : language,
})

export const emptyVisit: VisitForm = { workTypeId: null, reason: '', minutes: null, speaks: '', from: '', contactName: '', contactPhone: '', accessNotes: '', dogs: '', adult: '', language: '' }
export const isEmptyVisit = (form: VisitForm): boolean => JSON.stringify(form) === JSON.stringify(emptyVisit)

/** Typed words win over kept ones, field by field. */
export const mergeVisit = (typed: VisitForm, kept: VisitForm): VisitForm =>
  Object.fromEntries(Object.entries(kept).map(([name, value]) => [name, typed[name as keyof VisitForm] === emptyVisit[name as keyof VisitForm] ? value : typed[name as keyof VisitForm]])) as VisitForm

/** From what was kept; null when it is none. */
export function reviveVisit(stored: unknown): VisitForm | null {
  if (typeof stored !== 'object' || stored === null) return null
  const kept = stored as Partial<Record<keyof VisitForm, unknown>>
  const revived = { ...emptyVisit }
  for (const [name, value] of Object.entries(emptyVisit)) {
    const found = kept[name as keyof VisitForm]
    if (name === 'minutes' || name === 'workTypeId' ? found === null || typeof found === (name === 'minutes' ? 'number' : 'string') : typeof found === typeof value) Object.assign(revived, { [name]: found })
  }
  return revived
}

/** What troubleshooting found goes first into what is asked for. */
export const reasonOf = (preset: VisitPreset | null): string => preset?.reason ?? ''

/** Another visit for what the last one left. */
export const followUpOf = ({ workOrder, workType }: Pick<Visit, 'workOrder'> & { workType: Pick<WorkType, 'code'> | null }): VisitPreset => ({
  reason: workOrder?.followUp ?? workOrder?.outcomeNote?.slice(0, 500) ?? '', workTypeCode: workType?.code ?? null, skills: workOrder?.skills ?? [], speaks: workOrder?.speaks ?? null, findings: workOrder?.findings ?? [], runId: null, followUpOf: workOrder?.id ?? null,
})

/** The same once more, for the customer's own reason: nobody came, or nobody was home. */
export const rebookOf = ({ appointment, ...visit }: Parameters<typeof followUpOf>[0] & { appointment: Pick<Visit['appointment'], 'reason'> | null }): VisitPreset => ({ ...followUpOf(visit), reason: visit.workOrder?.followUp ?? appointment?.reason ?? '' })

/** `(914) 555-0123` to E.164; null for none; `wrong` for what is no number. */
export function readPhone(typed: string): string | null | 'wrong' {
  const digits = typed.replace(/[^\d+]/g, '')
  if (digits === '') return null
  if (/^\+[1-9]\d{6,14}$/.test(digits)) return digits
  const national = digits.replace(/^1(?=\d{10}$)/, '')
  return /^[2-9]\d{9}$/.test(national) ? `+1${national}` : 'wrong'
}

export const yesNo = (answer: '' | 'yes' | 'no'): boolean | null => (answer === '' ? null : answer === 'yes')
