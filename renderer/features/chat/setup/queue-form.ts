/** A queue while it is typed: kept while the window lives, put upon whatever somebody else wrote meanwhile, and read when it is sent. */
import { reactive } from 'vue'
import { problemsOfHours, MAX_SPANS_A_DAY, type OpenHours, type OpenSpan } from '#shared/features/chat/open-hours.ts'
import type { QueueFields, QueueSetup } from '#shared/features/chat/chat-setup.schema.ts'

/** `08:00`. An end that is not after its begin is of the next day. */
export type SpanForm = { from: string; to: string }
export type QueueForm = {
  name: string; spanishName: string; targetSeconds: string; targetPercent: string; maxWaiting: string
  /** From Monday. */
  week: SpanForm[][]
  closedDays: { day: string; name: string }[]
}
export type QueueField = keyof QueueForm
export const queueFields = ['name', 'spanishName', 'targetSeconds', 'targetPercent', 'maxWaiting', 'week', 'closedDays'] as const satisfies readonly QueueField[]

const DAY = 1_440
const two = (value: number): string => String(value).padStart(2, '0')
/** @param minute of a day, or of the one behind it */
export const clockOf = (minute: number): string => `${two(Math.floor((minute % DAY) / 60))}:${two(minute % 60)}`
function minuteOf(text: string): number | null {
  const found = /^([01]\d|2[0-3]):([0-5]\d)/.exec(text)
  return found ? Number(found[1]) * 60 + Number(found[2]) : null
}
/** @returns null for what is no time of day */
export function readSpan({ from, to }: SpanForm): OpenSpan | null {
  const [begin, end] = [minuteOf(from), minuteOf(to)]
  return begin === null || end === null ? null : { from: begin, to: end > begin ? end : end + DAY }
}
/** It goes on after midnight. */
export function isNight(span: SpanForm): boolean {
  const read = readSpan(span)
  return read !== null && read.to > DAY
}

export const formOf = ({ name, spanishName, targetSeconds, targetPercent, maxWaiting, hours: { week, closedDays } }: QueueFields): QueueForm => ({
  name, spanishName, targetSeconds: String(targetSeconds), targetPercent: String(targetPercent), maxWaiting: String(maxWaiting),
  week: week.map((day) => day.map(({ from, to }) => ({ from: clockOf(from), to: clockOf(to) }))), closedDays: closedDays.map((each) => ({ ...each })),
})
/** Monday to Friday, as most are. */
export const newQueueForm = (): QueueForm => ({ name: '', spanishName: '', targetSeconds: '60', targetPercent: '80', maxWaiting: '100', week: Array.from({ length: 7 }, (_, day) => (day < 5 ? [{ from: '08:00', to: '20:00' }] : [])), closedDays: [] })

const LIMITS = { targetSeconds: [5, 86_400], targetPercent: [1, 100], maxWaiting: [1, 100_000] } as const
const NAME = 60
export type NumberField = keyof typeof LIMITS
const isWithin = (text: string, [least, most]: readonly [number, number]): boolean => /^\d{1,6}$/.test(text.trim()) && Number(text) >= least && Number(text) <= most

export type SpanProblem = { day: number; place: number; problem: 'time' | 'endsBeforeItBegins' | 'longerThanADay' | 'overlaps' }
export type QueueProblems = { fields: Partial<Record<'name' | 'spanishName', 'missing' | 'tooLong'>> & Partial<Record<NumberField, NumberField>>; spans: SpanProblem[]; days: { place: number; problem: 'day' | 'twice' }[] }

export function problemsOfForm(form: QueueForm): QueueProblems {
  const fields: QueueProblems['fields'] = {}
  for (const field of ['name', 'spanishName'] as const) {
    const { length } = form[field].trim()
    if (length === 0 || length > NAME) fields[field] = length === 0 ? 'missing' : 'tooLong'
  }
  for (const field of Object.keys(LIMITS) as NumberField[]) if (!isWithin(form[field], LIMITS[field])) fields[field] = field
  return { fields, spans: problemsOfSpans(form.week), days: problemsOfDays(form.closedDays) }
}
export const isSound = ({ fields, spans, days }: QueueProblems): boolean => Object.keys(fields).length + spans.length + days.length === 0

function problemsOfSpans(week: QueueForm['week']): SpanProblem[] {
  const unread = week.flatMap((spans, day) => spans.flatMap((span, place): SpanProblem[] => (readSpan(span) ? [] : [{ day, place, problem: 'time' }])))
  return unread.length > 0 ? unread : problemsOfHours({ week: readWeek(week) })
}
const problemsOfDays = (days: QueueForm['closedDays']): QueueProblems['days'] => days.flatMap(({ day }, place): QueueProblems['days'] => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(day)) return [{ place, problem: 'day' }]
  return days.findIndex((each) => each.day === day) < place ? [{ place, problem: 'twice' }] : []
})

const readWeek = (week: QueueForm['week']): OpenHours['week'] => week.map((spans) => spans.flatMap((span) => readSpan(span) ?? []).sort((one, other) => one.from - other.from))
/** @param form without problems */
export const fieldsOf = (form: QueueForm): QueueFields => ({
  name: form.name.trim(), spanishName: form.spanishName.trim(), targetSeconds: Number(form.targetSeconds), targetPercent: Number(form.targetPercent), maxWaiting: Number(form.maxWaiting),
  hours: { week: readWeek(form.week), closedDays: form.closedDays.map(({ day, name }) => ({ day, name: name.trim() })).sort((one, other) => one.day.localeCompare(other.day)) },
})

/** Two hours behind the last of that day, or the usual ones. */
export function addSpan(spans: SpanForm[]): void {
  const last = spans.at(-1)
  const end = last ? (readSpan(last)?.to ?? DAY) : null
  if (spans.length < MAX_SPANS_A_DAY) spans.push(end === null ? { from: '08:00', to: '20:00' } : end + 120 < DAY ? { from: clockOf(end + 60), to: clockOf(end + 120) } : { from: '', to: '' })
}

/** `base`: as it was when this was begun; null for a new one. `clashes`: what both have changed, as it is there now. */
export type KeptQueue = { id: string; form: QueueForm; base: QueueSetup | null; clashes: Partial<Record<QueueField, QueueForm[QueueField]>> }
const kept = new Map<string, KeptQueue>()
/** @param now null for a new one */
export function keptQueue(now: QueueSetup | null): KeptQueue {
  const key = now?.id ?? 'new'
  let found = kept.get(key)
  if (!found) kept.set(key, (found = reactive({ id: now?.id ?? crypto.randomUUID(), form: now ? formOf(now) : newQueueForm(), base: now, clashes: {} })))
  return found
}
export const forgetQueue = (key: string): void => void kept.delete(key)

/** Upon another version: what stands as it was begun becomes what is there now, what was typed stays, and what both changed is told. */
export function rebase(queue: KeptQueue, now: QueueSetup): void {
  if (!queue.base || queue.base.version === now.version) return
  const [before, after] = [formOf(queue.base), formOf(now)]
  for (const field of queueFields) {
    const same = (one: QueueForm, other: QueueForm): boolean => JSON.stringify(one[field]) === JSON.stringify(other[field])
    if (same(queue.form, before)) Object.assign(queue.form, { [field]: after[field] })
    else if (!same(before, after) && !same(queue.form, after)) queue.clashes[field] = after[field]
    else delete queue.clashes[field]
  }
  queue.base = now
}
/** Somebody typed in it. */
export const isTouched = ({ form, base }: KeptQueue): boolean => JSON.stringify(form) !== JSON.stringify(base ? formOf(base) : newQueueForm())
export function takeTheirs(queue: KeptQueue, field: QueueField): void {
  Object.assign(queue.form, { [field]: queue.clashes[field] })
  delete queue.clashes[field]
}
