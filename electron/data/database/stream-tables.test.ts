import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { streamNames, streams, type Row } from '#shared/features/sync/streams.ts'
import { customerRow, idOf, interactionRow } from '../../../tests/integration/desk/support/rows.ts'
import { openFile } from './open.ts'
import { ensureStreamTables, findById, listStream, removeRows, upsertRows } from './stream-tables.ts'
import type { Db, WritableDb } from './statements.ts'

let db: Db
let writable: WritableDb
beforeEach(() => {
  db = openFile(null, null)
  writable = db as WritableDb
  ensureStreamTables(writable)
})
afterEach(() => db.close())

describe('tables of streams', () => {
  it.each(streamNames)('%s: its columns are the schema’s keys', (stream) => {
    const columns = db.prepare('select name from pragma_table_info(?)').pluck().all(stream)
    expect(columns).toEqual(Object.keys(streams[stream].shape))
  })

  it('gives a row back as it came, through text, numbers, booleans, lists and nulls', () => {
    const customer = customerRow(1, { unit: null, latitude: -0.5, emails: ['a@b.c', 'ñ@b.c'] })
    upsertRows(writable, 'customer', [customer])
    expect(findById(db, 'customer', customer.id)).toEqual(customer)
    expect(streams.customer.parse(findById(db, 'customer', customer.id))).toEqual(customer)
    const medium: Row<'contactMedium'> = {
      id: idOf(2, 1), customerId: customer.id, version: 3, mediumType: 'email', use: 'home', value: 'x', preferred: false, validFrom: '2026-01-01T00:00:00.000Z', changedBy: null,
    }
    upsertRows(writable, 'contactMedium', [medium])
    expect(listStream(db, 'contactMedium', 'where customerId = ?', customer.id)).toEqual([medium])
    const extra = { id: idOf(4, 1), customerId: customer.id, version: 1, values: { 'Paperless?': 'Yes' } }
    upsertRows(writable, 'characteristics', [extra])
    expect(findById(db, 'characteristics', extra.id)).toEqual(extra)
  })

  it('never lets an older copy replace a newer one, and says which rows were applied', () => {
    const row = (version: number, text: string) => interactionRow(1, 1, { version, text })
    expect(upsertRows(writable, 'interaction', [row(2, 'two')])).toHaveLength(1)
    expect(upsertRows(writable, 'interaction', [row(1, 'one'), row(2, 'again')])).toEqual([])
    expect(findById(db, 'interaction', idOf(3, 1))?.text).toBe('two')
    expect(upsertRows(writable, 'interaction', [row(3, 'three')])).toHaveLength(1)
    expect(findById(db, 'interaction', idOf(3, 1))?.text).toBe('three')
  })

  it('counts what it removed', () => {
    upsertRows(writable, 'interaction', [interactionRow(1, 1)])
    expect(removeRows(writable, 'interaction', [idOf(3, 1), idOf(3, 2)])).toBe(1)
  })

  it('remakes only the table whose shape is another', () => {
    upsertRows(writable, 'customer', [customerRow(1)])
    upsertRows(writable, 'interaction', [interactionRow(1, 1)])
    db.exec('alter table interaction add column fromAnotherVersion text')
    expect(ensureStreamTables(writable)).toEqual(['interaction'])
    expect(listStream(db, 'interaction', '')).toEqual([])
    expect(listStream(db, 'customer', '')).toHaveLength(1)
    expect(ensureStreamTables(writable)).toEqual([])
  })
})
