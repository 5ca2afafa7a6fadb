import { sql as raw } from 'kysely'
import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

it('knows why nobody has to come any more where nobody was home', async () => {
  await beforeMigration(48, async (store, step) => {
    const visit = makeRow('appointment', { status: 'noShow' })
    const set = (status: string, reason: string | null) => store.db.transaction().execute((trx) => raw`update appointment set status = ${status}, end_reason = ${reason} where id = ${visit.id}`.execute(trx))
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'appointment', [visit]))
    await expect(set('noShow', 'fixedWithoutVisit'), 'before it').rejects.toThrow(/appointment_cancelled/)
    await step()
    await set('noShow', 'fixedWithoutVisit')
    await set('missed', 'fixedWithoutVisit')
    await set('noShow', null)
    for (const status of ['booked', 'confirmed', 'completed']) await expect(set(status, 'other'), status).rejects.toThrow(/appointment_cancelled/)
    await expect(set('cancelled', null)).rejects.toThrow(/appointment_cancelled/)
  })
})
