import { describe, expect, it } from 'vitest'
import { openFile } from './open.ts'
import { findMeta, migrate, migrations, NewerFileError, refuseNewer } from './migrate.ts'
import type { WritableDb } from './statements.ts'

const fresh = () => openFile(null, null) as WritableDb

describe('migrations', () => {
  it('bring an empty file to the program’s version, once', () => {
    const db = fresh()
    refuseNewer(db)
    migrate(db)
    expect(db.pragma('user_version', { simple: true })).toBe(migrations.length)
    const before = db.prepare('select total_changes()').pluck().get()
    migrate(db)
    expect(db.prepare('select total_changes()').pluck().get()).toBe(before)
    expect(findMeta(db, 'contractVersion')).toMatch(/^\d+$/)
    expect(() => refuseNewer(db)).not.toThrow()
  })

  it('refuse a file with a migration, or a contract, that the program does not know', () => {
    const db = fresh()
    migrate(db)
    db.exec(`update meta set value = '1000' where key = 'contractVersion'`)
    expect(() => refuseNewer(db)).toThrow(NewerFileError)
    db.pragma(`user_version = ${migrations.length + 1}`)
    expect(() => refuseNewer(db)).toThrow(NewerFileError)
  })
})
