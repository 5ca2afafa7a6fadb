import { beforeEach, expect, it } from 'vitest'
import { MAX_LISTED_TECHNICIANS } from '#shared/features/dispatch/technician-commands.schema.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import type { WritableDb } from '../../database/statements.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import { listTechnicians, technicianChoices, technicianView } from './technicians.queries.ts'

let db: WritableDb
beforeEach(() => {
  db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
})
const all = { text: '', region: null, inService: true }

it('finds them by name, skill, town and node, in service or not, and says that there are more', () => {
  const [ana, ben, gone] = [makeRow('technician'), makeRow('technician', { name: 'Ben Oh', skills: ['fiber'], nodes: ['YK-07'], cities: [], region: 'Bronx' }), makeRow('technician', { name: 'Gone', active: false })]
  upsertRows(db, 'technician', [ben, ana, gone])
  expect(listTechnicians(db, all)).toEqual({ technicians: [ana, ben], regions: ['Bronx', 'Westchester'], more: false })
  for (const text of ['ben', 'fiber oh', 'yk-07']) expect(listTechnicians(db, { ...all, text }).technicians).toEqual([ben])
  expect(listTechnicians(db, { ...all, text: 'yonkers', region: 'Bronx' }).technicians).toEqual([])
  expect(listTechnicians(db, { ...all, inService: false }).technicians).toEqual([gone])
  upsertRows(db, 'technician', Array.from({ length: MAX_LISTED_TECHNICIANS }, () => makeRow('technician')))
  const { technicians, more } = listTechnicians(db, all)
  expect([technicians.length, more]).toEqual([MAX_LISTED_TECHNICIANS, true])
})

it('shows the hours of four weeks, and until when there are any', () => {
  const technician = makeRow('technician')
  const shifts = ['2026-11-30', '2026-12-27', '2026-12-28'].map((day) => makeRow('technicianShift', { technicianId: technician.id, day }))
  upsertRows(db, 'technician', [technician])
  upsertRows(db, 'technicianShift', [...shifts, makeRow('technicianShift', { day: '2027-01-09' })])
  expect(technicianView(db, technician.id, '2026-11-30')).toEqual({ technician, hoursUntil: '2026-12-28', shifts: shifts.slice(0, 2) })
})

it('offers what has been said of others, and what work asks for', () => {
  upsertRows(db, 'technician', [makeRow('technician'), makeRow('technician', { skills: ['tv'] })])
  upsertRows(db, 'workType', [makeRow('workType', { skills: ['splicing'] })])
  upsertRows(db, 'plantElement', [makeRow('plantElement'), makeRow('plantElement', { kind: 'hub', code: 'YK' })])
  expect(technicianChoices(db)).toMatchObject({ skills: ['internet', 'splicing', 'tv'], languages: ['en', 'es'], regions: ['Westchester'], cities: ['Yonkers'], places: [{ code: 'YK' }] })
})
