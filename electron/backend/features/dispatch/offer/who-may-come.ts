/** Which technicians may be sent: what they can do, what they speak, and where they go. */
import { coversPlace, type WorkPlace } from '#shared/features/dispatch/territory.ts'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'

export type Need = { skills: readonly string[]; language: string | null }
type Known = Pick<Technician, 'skills' | 'languages' | 'cities' | 'postalCodes' | 'nodes' | 'area' | 'active'>

/** `es` is spoken by who speaks `es-MX`, and the other way round. */
const base = (language: string): string => language.split('-')[0] as string

export const mayCome = (technician: Known, { skills, language }: Need, place: WorkPlace): boolean =>
  technician.active && skills.every((skill) => technician.skills.includes(skill)) && (language === null || technician.languages.some((spoken) => base(spoken) === base(language))) && coversPlace(technician, place)
