import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

const at = (hour: number): string => `2026-12-01T${String(hour).padStart(2, '0')}:00:00.000Z`

it('makes a job of the hold whose id a work order has, which stayed a hold that ends', async () => {
  await beforeMigration(38, async (store, step) => {
    const technician = makeRow('technician')
    await store.db.transaction().execute((trx) => insertAsThen(trx, 'technician', [technician]))
    const bookOver = async (from: number): Promise<string> => {
      const work = makeRow('workOrder', { technicianId: technician.id, plannedStart: at(from), plannedEnd: at(from + 1) })
      await store.pool.query(`insert into technician_time (id, technician_id, span, kind, customer_id, expires_at, skills, travel_seconds) values ('${work.id}', '${technician.id}', tstzrange('${at(from)}', '${at(from + 1)}'), 'hold', gen_random_uuid(), now() + interval '5 minutes', '{tv}', 60)`)
      await store.db.transaction().execute((trx) => insertAsThen(trx, 'workOrder', [work]))
      return work.id
    }
    const of = async (id: string) => (await store.pool.query('select kind, customer_id, expires_at, skills, travel_seconds from technician_time where id = $1', [id])).rows[0] as unknown
    const before = await bookOver(8)
    expect(await of(before)).toMatchObject({ kind: 'hold', skills: ['tv'] })
    await step()
    const job = { kind: 'job', customer_id: null, expires_at: null, skills: null, travel_seconds: null }
    expect(await of(before), 'what stayed so').toEqual(job)
    expect(await of(await bookOver(10))).toEqual(job)
  })
})
