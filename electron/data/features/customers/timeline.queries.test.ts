import { expect, it } from 'vitest'
import { TIMELINE_PAGE } from '#shared/features/customers/account-view.schema.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import type { WritableDb } from '../../database/statements.ts'
import { timelinePage } from './timeline.queries.ts'

function openDb(): WritableDb {
  const db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
  return db
}

it('has one line for each visit, when it was booked, with what is known of it here', () => {
  const db = openDb()
  const [technician, type, { id: customerId }] = [makeRow('technician', { name: 'Ana Ríos' }), makeRow('workType'), makeRow('customer')]
  const visit = makeRow('appointment', { customerId, status: 'missed', workTypeId: type.id, bookedAt: '2026-11-20T12:00:00.000Z' })
  const later = makeRow('appointment', { customerId, status: 'confirmed', bookedAt: '2026-11-22T12:00:00.000Z' })
  upsertRows(db, 'technician', [technician])
  upsertRows(db, 'workType', [type])
  upsertRows(db, 'appointment', [visit, later, makeRow('appointment')])
  upsertRows(db, 'workOrder', [makeRow('workOrder', { customerId, appointmentId: visit.id, technicianId: technician.id })])
  upsertRows(db, 'interaction', [makeRow('interaction', { customerId, at: '2026-11-21T12:00:00.000Z' })])
  const told = (filter: 'all' | 'visits' | 'contacts') => timelinePage(db, customerId, filter, null, []).entries
  expect(told('visits')).toEqual([
    { type: 'visit', at: later.bookedAt, id: later.id, row: later, work: null, technicianName: null },
    { type: 'visit', at: visit.bookedAt, id: visit.id, row: visit, work: type.names, technicianName: 'Ana Ríos' },
  ])
  expect(told('all').map(({ type: kind }) => kind)).toEqual(['visit', 'interaction', 'visit'])
  expect(told('contacts').map(({ type: kind }) => kind), 'the control').toEqual(['interaction'])
})

it('goes on with the older visits behind a page', () => {
  const db = openDb()
  const { id: customerId } = makeRow('customer')
  upsertRows(db, 'appointment', Array.from({ length: TIMELINE_PAGE + 3 }, (_, index) => makeRow('appointment', { customerId, bookedAt: new Date(Date.UTC(2026, 0, 1) + index * 60_000).toISOString() })))
  const first = timelinePage(db, customerId, 'visits', null, [])
  const rest = timelinePage(db, customerId, 'visits', first.entries.at(-1)!, [])
  expect([first.entries.length, first.more, rest.entries.length, rest.more]).toEqual([TIMELINE_PAGE, true, 3, false])
  expect(new Set([...first.entries, ...rest.entries].map(({ id }) => id)).size).toBe(TIMELINE_PAGE + 3)
})
