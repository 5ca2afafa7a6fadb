/** What is being typed about a technician: kept while the window lives, so that a panel that is closed loses nothing. */
import { reactive } from 'vue'
import type { TechnicianFields } from '#shared/features/dispatch/technician-commands.schema.ts'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'
import type { Density } from '#shared/features/dispatch/travel.ts'
import { areaFields, areaOf, areaTrouble, draftOf, figureTrouble, figureWords, type AreaDraft, type AreaTrouble } from '../../../app/area/area-draft.ts'
import type { MessageKey } from '../../../app/i18n.ts'
import { keptForms } from './kept-forms.ts'

/** Lists as they are typed, separated by commas. */
export type TechnicianForm = AreaDraft & {
  name: string; region: string; density: Density; skills: string; languages: string; cities: string; postalCodes: string; nodes: string
  /** `40.9312, -73.8988`, as maps write it. */
  place: string
  /** Of the technician, also before there is one: the same for each further try. */
  id: string
  /** As they were when this was begun; null for a new one. */
  base: Technician | null
}

export function formFor(key: string, current: Technician | null): TechnicianForm {
  let form = keptForms.get(key) as TechnicianForm | undefined
  if (!form) keptForms.set(key, (form = reactive(current ? formOf(current) : newForm())))
  else if (current) rebase(form, current)
  return form
}
export const forgetForm = (key: string): void => void keptForms.delete(key)

const newForm = (): TechnicianForm => ({ name: '', region: '', density: 'suburb', skills: '', languages: '', cities: '', postalCodes: '', nodes: '', ...draftOf([]), place: '', id: crypto.randomUUID(), base: null })
const join = (words: readonly string[]): string => words.join(', ')
export const formOf = (technician: Technician): TechnicianForm => ({
  name: technician.name, region: technician.region, density: technician.density, skills: join(technician.skills), languages: join(technician.languages), cities: join(technician.cities), postalCodes: join(technician.postalCodes),
  nodes: join(technician.nodes), ...draftOf(technician.area?.ring ?? []), place: placeText(technician.startLatitude, technician.startLongitude), id: technician.id, base: technician,
})
const followed = ['name', 'region', 'density', 'skills', 'languages', 'cities', 'postalCodes', 'nodes', 'place'] as const

/** Upon another version: fields that stand as they were begun become what is there now, typed ones stay. */
export function rebase(form: TechnicianForm, current: Technician): void {
  if (form.base === null || form.base.version === current.version) return
  const [before, now] = [formOf(form.base), formOf(current)]
  // What is typed of a corner is typed upon the corners that are there.
  for (const field of figureTrouble(form) ? followed : ([...followed, ...areaFields] as const)) if (JSON.stringify(form[field]) === JSON.stringify(before[field])) Object.assign(form, { [field]: now[field] })
  form.base = current
}

/** In the order in which they were typed, each once. */
export const readWords = (text: string): string[] => [...new Set(text.split(/[,;\n]+/).map((word) => word.trim()).filter(Boolean))]
/** With this word, or without it where it is there. */
export function toggleWord(text: string, word: string): string {
  const words = readWords(text)
  return join(words.includes(word) ? words.filter((each) => each !== word) : [...words, word])
}

export const placeText = (latitude: number, longitude: number): string => `${latitude}, ${longitude}`
/** @returns null for what is no place: two numbers of degrees, latitude first */
export function readPlace(text: string): { latitude: number; longitude: number } | null {
  const found = /^\s*(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)\s*$/.exec(text)
  const [latitude, longitude] = [Number(found?.[1]), Number(found?.[2])]
  return found && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? { latitude, longitude } : null
}

/** As the contract has them; the backend has the rules. */
const MAX = { name: 120, region: 40, skills: { count: 20, length: 40 }, languages: { count: 10 }, cities: { count: 400, length: 80 }, postalCodes: { count: 400, length: 12 }, nodes: { count: 400, length: 40 } }
const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/
export type FormProblem = 'missing' | 'tooMany' | 'tooLong' | 'tag' | 'place'
export type FormProblems = Partial<Record<'name' | 'region' | 'skills' | 'languages' | 'cities' | 'postalCodes' | 'nodes' | 'place', FormProblem>> & { area?: AreaTrouble }

/** The rule's words. */
export const areaWords: Record<AreaTrouble, MessageKey> = {
  ...figureWords,
  tooFew: 'technician.form.areaWrong.tooFew', tooMany: 'technician.form.areaWrong.tooMany', tooWide: 'technician.form.areaWrong.tooWide', tooSmall: 'technician.form.areaWrong.tooSmall', crossing: 'technician.form.areaWrong.crossing',
}

/** What is wrong before anything is sent. */
export function problemsOfForm(form: TechnicianForm): FormProblems {
  const problems: FormProblems = {}
  for (const field of ['name', 'region'] as const) {
    if (form[field].trim() === '') problems[field] = 'missing'
    else if (form[field].trim().length > MAX[field]) problems[field] = 'tooLong'
  }
  for (const field of ['skills', 'cities', 'postalCodes', 'nodes'] as const) {
    const words = readWords(form[field])
    if (words.length > MAX[field].count) problems[field] = 'tooMany'
    else if (words.some(({ length }) => length > MAX[field].length)) problems[field] = 'tooLong'
  }
  const tags = readWords(form.languages)
  if (tags.length === 0) problems.languages = 'missing'
  else if (tags.length > MAX.languages.count) problems.languages = 'tooMany'
  else if (!tags.every((tag) => TAG.test(tag) && tag.length <= 20)) problems.languages = 'tag'
  if (!readPlace(form.place)) problems.place = 'place'
  const wrong = areaTrouble(form)
  if (wrong) problems.area = wrong
  return problems
}

/** @throws TypeError for a form that has problems */
export function fieldsOf(form: TechnicianForm): TechnicianFields {
  const place = readPlace(form.place)
  if (!place) throw new TypeError('no place')
  return {
    name: form.name.trim(), region: form.region.trim(), density: form.density, skills: readWords(form.skills), languages: readWords(form.languages), cities: readWords(form.cities), postalCodes: readWords(form.postalCodes), nodes: readWords(form.nodes), area: areaOf(form),
    startLatitude: place.latitude, startLongitude: place.longitude,
  }
}
