/** Technicians as those say who answer for them. Whoever is taken out of service has no visit to come: it is decided under the technician's lock, which whoever books them holds too. */
import { sql } from 'kysely'
import type { AddTechnician, ChangeTechnician, SetInService, TechnicianFields } from '#shared/features/dispatch/technician-commands.schema.ts'
import { MAX_NAMED_VISITS } from '#shared/features/dispatch/technician-commands.schema.ts'
import type { Technician } from '#shared/features/dispatch/technicians.schema.ts'
import { AppError } from '#shared/kernel/errors.ts'
import type { Act, Effect } from '../../../command.ts'
import { insertNew, readRows } from '../../../store/rows.ts'
import type { Transaction } from '../../../store/store.ts'
import { endDayLinks } from '../links/day-links.ts'

export const addTechnician: Effect<AddTechnician> = async (trx, { commandId: _, technicianId: id, ...input }, act) => {
  const fields = tidy(input)
  await requireKnownNodes(trx, fields.nodes)
  const technician: Technician = { ...fields, id, version: 1, active: true, changedAt: act.at, changedBy: act.by.agent.displayName }
  await insertNew(trx, 'technician', technician, 'technicianId')
  return { technician: [technician] }
}

/** What they were given already stays with them: where it is no longer theirs to do, the board says so. */
export const changeTechnician: Effect<ChangeTechnician> = async (trx, { commandId: _, technicianId, expectedVersion, ...input }, act) => {
  const before = await holdUnchanged(trx, { technicianId, expectedVersion })
  const fields = tidy(input)
  await requireKnownNodes(trx, fields.nodes.filter((node) => !before.nodes.includes(node)))
  const changed = (Object.keys(fields) as (keyof TechnicianFields)[]).filter((field) => JSON.stringify(fields[field]) !== JSON.stringify(before[field]))
  act.note({ changed: changed.join(' ') })
  return { technician: [await change(trx, act, before, fields)] }
}

/** What is held of their time for callers ends with it: they are told that it is over, and are offered others. */
export const setInService: Effect<SetInService> = async (trx, { technicianId, expectedVersion, inService }, act) => {
  const before = await holdUnchanged(trx, { technicianId, expectedVersion })
  if (!inService) {
    await requireNoVisits(trx, technicianId)
    await endDayLinks(trx, { technicianId }, act.at)
    await trx.deleteFrom('technicianTime').where('kind', '=', 'hold').where('technicianId', '=', technicianId).execute()
  }
  return { technician: [await change(trx, act, before, { active: inService })] }
}

/** @throws AppError `notFound`; `conflict` with what is there now */
async function holdUnchanged(trx: Transaction, { technicianId, expectedVersion }: { technicianId: string; expectedVersion: number }): Promise<Technician> {
  await trx.selectFrom('technician').select('id').where('id', '=', technicianId).forNoKeyUpdate().execute()
  const [technician] = await readRows(trx, 'technician', [technicianId])
  if (!technician) throw new AppError('notFound', { what: 'technician' })
  const { version, changedBy, changedAt } = technician
  if (version !== expectedVersion) throw new AppError('conflict', { stream: 'technician', current: { ...technician }, changedBy, changedAt })
  return technician
}

async function change(trx: Transaction, { at, by }: Act, before: Technician, part: Partial<Technician>): Promise<Technician> {
  const { area, ...columns } = part
  const changes = { ...columns, version: before.version + 1, changedAt: at, changedBy: by.agent.displayName }
  await trx.updateTable('technician').set({ ...changes, ...(area === undefined ? {} : { area: area === null ? null : json(area) }) }).where('id', '=', before.id).execute()
  return { ...before, ...part, ...changes }
}

const json = <T>(value: T) => sql<T>`${JSON.stringify(value)}::jsonb`

/** Also what is late: somebody still has to go there. @throws AppError `validation` at `visits.<id>`, the first visits first */
async function requireNoVisits(trx: Transaction, technicianId: string): Promise<void> {
  const found = await trx.selectFrom('workOrder').select('id').where('technicianId', '=', technicianId).where('status', 'in', ['planned', 'onTheWay', 'inProgress']).where('removedAt', 'is', null)
    .orderBy('plannedStart').orderBy('id').limit(MAX_NAMED_VISITS).execute()
  if (found.length > 0) throw new AppError('validation', { issues: found.map(({ id }) => ({ path: `visits.${id}`, message: 'toCome' })) })
}

/** A node that is not there would be nobody's, and nobody would know. Where no plant was brought in all are taken. @throws AppError `validation` at `nodes.<code>` */
async function requireKnownNodes(trx: Transaction, nodes: readonly string[]): Promise<void> {
  if (nodes.length === 0) return
  const ofPlant = trx.selectFrom('plantElement').select('code').where('kind', '=', 'node').where('removedAt', 'is', null)
  if ((await ofPlant.limit(1).execute()).length === 0) return
  const known = new Set((await ofPlant.where('code', 'in', [...nodes]).execute()).map(({ code }) => code))
  const unknown = nodes.filter((node) => !known.has(node))
  if (unknown.length > 0) throw new AppError('validation', { issues: unknown.map((node) => ({ path: `nodes.${node}`, message: 'unknown' })) })
}

const once = (words: readonly string[]): string[] => [...new Set(words)]
const tidy = (fields: TechnicianFields): TechnicianFields =>
  ({ ...fields, skills: once(fields.skills), languages: once(fields.languages), cities: once(fields.cities), postalCodes: once(fields.postalCodes), nodes: once(fields.nodes) })
