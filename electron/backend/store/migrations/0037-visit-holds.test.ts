import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

const at = (hour: number): string => `2026-12-01T${String(hour).padStart(2, '0')}:00:00.000Z`

it('lets no hold that is over stand in the way of a job, and keeps one link to a visit', async () => {
  await beforeMigration(37, async (store, step) => {
    const [technician, appointment] = [makeRow('technician'), makeRow('appointment')]
    const hold = (from: number, expires: string): string =>
      `insert into technician_time (id, technician_id, span, kind, customer_id, expires_at) values (gen_random_uuid(), '${technician.id}', tstzrange('${at(from)}', '${at(from + 1)}'), 'hold', gen_random_uuid(), ${expires})`
    await store.db.transaction().execute(async (trx) => {
      await insertAsThen(trx, 'technician', [technician])
      await insertAsThen(trx, 'appointment', [appointment])
    })
    await store.pool.query(hold(8, `now() - interval '1 second'`))
    await store.pool.query(hold(10, `now() + interval '5 minutes'`))
    const book = (from: number) => store.db.transaction().execute((trx) => insertAsThen(trx, 'workOrder', [makeRow('workOrder', { technicianId: technician.id, plannedStart: at(from), plannedEnd: at(from + 1) })]))
    await expect(book(8), 'before it').rejects.toThrow(/technician_time_once/)
    await step()
    await book(8)
    await expect(book(10), 'one that stands').rejects.toThrow(/technician_time_once/)
    const link = (token: string): string => `insert into visit_link (id, appointment_id, customer_id, token_hash, sent_at) values (gen_random_uuid(), '${appointment.id}', '${appointment.customerId}', '${token}', now())`
    await store.pool.query(link('one'))
    await expect(store.pool.query(link('two'))).rejects.toThrow(/visit_link_live/)
    await store.pool.query(`update visit_link set ended_at = now()`)
    await store.pool.query(link('two'))
  })
})
