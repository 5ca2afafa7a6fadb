/** What is typed of a work order, upon what it is typed, and what others wrote meanwhile: theirs is never written over unseen. */
import type { WorkOrder } from '#shared/features/dispatch/visits.schema.ts'

export type WorkTyped = { ticked: number[]; parts: { name: string; quantity: number }[]; photos: string; signature: string; outcome: string; outcomeNote: string; followUp: string }
/** `base`: as it was read, in that version. */
export type WorkDraft = { typed: WorkTyped; base: WorkTyped; version: number }
export type WorkField = keyof WorkTyped
const workFields = ['ticked', 'parts', 'photos', 'signature', 'outcome', 'outcomeNote', 'followUp'] as const satisfies readonly WorkField[]

const typedOf = ({ checklist, parts, photos, signature, outcome, outcomeNote, followUp }: WorkOrder): WorkTyped => ({
  ticked: checklist.items.flatMap(({ done }, index) => (done ? [index] : [])), parts: parts.items.map((part) => ({ ...part })), photos: photos.join('\n'),
  signature: signature ?? '', outcome: outcome ?? '', outcomeNote: outcomeNote ?? '', followUp: followUp ?? '',
})
export const freshWork = (work: WorkOrder): WorkDraft => ({ typed: typedOf(work), base: typedOf(work), version: work.version })

/** As it is sent and kept: without empty lines and spaces at the ends. */
export const tidy = ({ ticked, parts, photos, signature, outcome, outcomeNote, followUp }: WorkTyped): WorkTyped => ({
  ticked: [...ticked].sort((one, other) => one - other), parts: parts.filter(({ name }) => name.trim()).map(({ name, quantity }) => ({ name: name.trim(), quantity })),
  photos: photos.split('\n').map((line) => line.trim()).filter(Boolean).join('\n'), signature: signature.trim(), outcome, outcomeNote: outcomeNote.trim(), followUp: followUp.trim(),
})
const differ = (one: WorkTyped, other: WorkTyped): WorkField[] => {
  const [left, right] = [tidy(one), tidy(other)]
  return workFields.filter((field) => JSON.stringify(left[field]) !== JSON.stringify(right[field]))
}
const changedHere = ({ typed, base }: WorkDraft): WorkField[] => differ(typed, base)
export const isUntouched = (draft: WorkDraft): boolean => changedHere(draft).length === 0

/** What both have changed, each otherwise. */
export function clashesOf(draft: WorkDraft, work: WorkOrder): WorkField[] {
  const [here, there, apart] = [changedHere(draft), differ(typedOf(work), draft.base), differ(typedOf(work), draft.typed)]
  return work.version > draft.version ? here.filter((field) => there.includes(field) && apart.includes(field)) : []
}

/** What is typed here stays, over theirs too; all else is as they left it. */
export function keepMine(draft: WorkDraft, work: WorkOrder): WorkDraft {
  const mine = changedHere(draft)
  const kept = Object.fromEntries(mine.map((field) => [field, draft.typed[field]])) as Partial<WorkTyped>
  return { ...freshWork(work), typed: { ...typedOf(work), ...kept } }
}

/** Goes with what others write, unless both wrote the same field: then it stays upon what was read until somebody decides. */
export const followed = (draft: WorkDraft, work: WorkOrder): WorkDraft => (work.version <= draft.version || clashesOf(draft, work).length > 0 ? draft : keepMine(draft, work))

/** Words typed before what was kept is here win over nothing else. */
export const mergeWork = (typed: WorkDraft, kept: WorkDraft): WorkDraft => (isUntouched(typed) ? kept : typed)

export function reviveWork(stored: unknown): WorkDraft | null {
  const draft = stored as Partial<WorkDraft> | null
  return draft !== null && typeof draft === 'object' && typeof draft.version === 'number' && isTyped(draft.typed) && isTyped(draft.base) ? (draft as WorkDraft) : null
}
function isTyped(value: unknown): value is WorkTyped {
  if (typeof value !== 'object' || value === null) return false
  const typed = value as Record<WorkField, unknown>
  return workFields.every((field) => (field === 'ticked' || field === 'parts' ? Array.isArray(typed[field]) : typeof typed[field] === 'string'))
}
