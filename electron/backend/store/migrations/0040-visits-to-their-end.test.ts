import { sql as raw } from 'kysely'
import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

it('knows that nobody came, and why nobody has to come any more', async () => {
  await beforeMigration(40, async (store, step) => {
    const [visit, other, work] = [makeRow('appointment'), makeRow('appointment'), makeRow('workOrder')]
    const set = (sql: string, id: string) => store.db.transaction().execute((trx) => raw.raw(sql.replace('$1', `'${id}'`)).execute(trx))
    await store.db.transaction().execute(async (trx) => {
      await insertAsThen(trx, 'appointment', [visit, other])
      await insertAsThen(trx, 'workOrder', [work])
    })
    const nobodyCame = `update work_order set outcome = 'nobodyCame' where id = $1`
    const settled = `update appointment set status = 'missed', end_reason = 'customerAsked' where id = $1`
    await expect(set(nobodyCame, work.id), 'before it').rejects.toThrow(/work_order_outcome_check/)
    await expect(set(settled, visit.id), 'before it').rejects.toThrow(/appointment_cancelled/)
    await step()
    await set(nobodyCame, work.id)
    await set(settled, visit.id)
    await expect(set(`update appointment set status = 'booked' where id = $1`, visit.id)).rejects.toThrow(/appointment_cancelled/)
    await expect(set(`update appointment set status = 'cancelled' where id = $1`, other.id)).rejects.toThrow(/appointment_cancelled/)
    await expect(set(`update work_order set outcome = 'gone' where id = $1`, work.id)).rejects.toThrow(/work_order_outcome_check/)
  })
})

it('keeps which language is needed with the job and the hold, and forgets it with a hold that became a job', async () => {
  await beforeMigration(40, async (store, step) => {
    const [technician, old] = [makeRow('technician'), makeRow('workOrder')]
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'technician', [technician]))
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'workOrder', [old]))
    await step()
    const held = makeRow('workOrder', { technicianId: technician.id, plannedStart: '2026-12-01T08:00:00.000Z', plannedEnd: '2026-12-01T09:00:00.000Z', speaks: 'es' })
    await store.pool.query(`insert into technician_time (id, technician_id, span, kind, customer_id, expires_at, speaks) values ($1, $2, tstzrange('2026-12-01T08:00:00Z', '2026-12-01T09:00:00Z'), 'hold', gen_random_uuid(), now() + interval '5 minutes', 'es')`, [held.id, technician.id])
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'workOrder', [held]))
    expect((await store.pool.query(`select kind, speaks from technician_time`)).rows).toEqual([{ kind: 'job', speaks: null }])
    expect((await store.pool.query(`select speaks from work_order order by planned_start nulls first`)).rows).toEqual([{ speaks: null }, { speaks: 'es' }])
  })
})
