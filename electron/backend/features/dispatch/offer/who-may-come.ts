/** Which technicians may be sent: what they can do, what they speak, and where they go. */
import { speaksIt } from '#shared/features/dispatch/spoken.ts'
import { coversPlace, type WorkPlace } from '#shared/features/dispatch/territory.ts'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'

export type Need = { skills: readonly string[]; language: string | null }
type Known = Pick<Technician, 'skills' | 'languages' | 'cities' | 'postalCodes' | 'nodes' | 'area' | 'active'>

export const mayCome = (technician: Known, { skills, language }: Need, place: WorkPlace): boolean =>
  technician.active && skills.every((skill) => technician.skills.includes(skill)) && speaksIt(technician.languages, language) && coversPlace(technician, place)
