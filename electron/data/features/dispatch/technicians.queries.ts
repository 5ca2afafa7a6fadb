/** Technicians as this desk knows them: it has all of them, whatever its scope. */
import { addDays } from '#shared/kernel/calendar.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { MAX_LISTED_TECHNICIANS, MAX_SHOWN_DAYS, type ListTechnicians, type ListedTechnicians, type TechnicianChoices, type TechnicianView } from '#shared/features/dispatch/technician-commands.schema.ts'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'
import { findById, listStream } from '../../database/stream-tables.ts'
import { findRow, type Db } from '../../database/statements.ts'

/** What is looked through for a word; an operator has fewer. */
const MAX_TECHNICIANS = 5_000
const MAX_CHOICES = 60
const MAX_PLACES = 200

const all = (db: Db, inService: boolean): Technician[] => listStream(db, 'technician', `where active = ? order by name, id limit ${MAX_TECHNICIANS}`, Number(inService))

export function listTechnicians(db: Db, { text, region, inService }: ListTechnicians): ListedTechnicians {
  const known = all(db, inService)
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  const found = known.filter((technician) => (region === null || technician.region === region) && words.every((word) => textOf(technician).includes(word)))
  return { technicians: found.slice(0, MAX_LISTED_TECHNICIANS), regions: often(known.map(({ region: of }) => of), 200), more: found.length > MAX_LISTED_TECHNICIANS }
}

const textOf = ({ name, region, skills, cities, postalCodes, nodes }: Technician): string => [name, region, ...skills, ...cities, ...postalCodes, ...nodes].join('\n').toLowerCase()

/** @throws AppError `notFound` */
export function technicianView(db: Db, technicianId: string, from: string): TechnicianView {
  const technician = findById(db, 'technician', technicianId)
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  const last = findRow<{ day: string | null }>(db, 'select max(day) as day from technicianShift where technicianId = ?', technicianId)
  return {
    technician, hoursUntil: last?.day ?? null,
    shifts: listStream(db, 'technicianShift', `where technicianId = ? and day >= ? and day < ? order by day limit ${MAX_SHOWN_DAYS}`, technicianId, from, addDays(from, MAX_SHOWN_DAYS)),
  }
}

export function technicianChoices(db: Db): TechnicianChoices {
  const known = all(db, true)
  const needed = listStream(db, 'workType', 'where active = 1 order by id limit 200').flatMap(({ skills }) => skills)
  return {
    skills: often([...known.flatMap(({ skills }) => skills), ...needed]), languages: often(known.flatMap(({ languages }) => languages)), regions: often(known.map(({ region }) => region)),
    cities: often(known.flatMap(({ cities }) => cities)),
    places: listStream(db, 'plantElement', `where kind in ('headend', 'hub') order by kind, code limit ${MAX_PLACES}`).map(({ code, latitude, longitude }) => ({ code, latitude, longitude })),
  }
}

/** Those that are said most often, in their alphabet. */
function often(words: readonly string[], most = MAX_CHOICES): string[] {
  const counts = new Map<string, number>()
  for (const word of words) counts.set(word, (counts.get(word) ?? 0) + 1)
  return [...counts].sort((one, other) => other[1] - one[1]).slice(0, most).map(([word]) => word).sort((one, other) => one.localeCompare(other))
}
