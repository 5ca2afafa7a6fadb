import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { makeRow } from '../../../../tests/support/rows.ts'
import { beforeMigration, insertAsThen } from './migration-test.ts'

const at = (hour: number): string => `2026-12-01T${String(hour).padStart(2, '0')}:00:00.000Z`

it('gives the rights, and each minute of a technician once: to a job or to a hold, whoever writes it', async () => {
  await beforeMigration(36, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select(['role', 'permission']).where('permission', 'in', ['visits.book', 'dispatch.override']).orderBy('permission').orderBy('role').execute()
    expect(rights.map(({ role, permission }) => `${role} ${permission}`)).toEqual(['dispatcher dispatch.override', 'supervisor dispatch.override', 'agent visits.book', 'dispatcher visits.book', 'seniorAgent visits.book', 'supervisor visits.book'])
    const technician = makeRow('technician')
    const planned = (from: number, to: number) => makeRow('workOrder', { technicianId: technician.id, plannedStart: at(from), plannedEnd: at(to) })
    const [early, late, between] = [planned(8, 10), planned(11, 12), planned(9, 11)]
    await store.db.transaction().execute(async (trx) => {
      await insertAsThen(trx, 'technician', [technician])
      await insertAsThen(trx, 'workOrder', [early, late])
    })
    const insert = (row: typeof early) => store.db.transaction().execute((trx) => insertAsThen(trx, 'workOrder', [row]))
    const spans = async () => (await store.pool.query<{ id: string }>('select id from technician_time order by lower(span)')).rows.map(({ id }) => id)
    await expect(insert(between), 'a job').rejects.toThrow(/technician_time_once/)
    const hold = (from: number, to: number): string =>
      `insert into technician_time (id, technician_id, span, kind, customer_id, expires_at) values (gen_random_uuid(), '${technician.id}', tstzrange('${at(from)}', '${at(to)}'), 'hold', gen_random_uuid(), now())`
    await expect(store.pool.query(hold(9, 11)), 'a hold').rejects.toThrow(/technician_time_once/)
    await store.pool.query(hold(10, 11))
    await expect(store.pool.query(`update work_order set planned_end = '${at(11)}' where id = '${early.id}'`), 'longer').rejects.toThrow(/technician_time_once/)
    await store.pool.query(`delete from technician_time where kind = 'hold'`)
    // Two change places in one transaction.
    await store.db.transaction().execute(async (trx) => {
      await sql`set constraints technician_time_once deferred`.execute(trx)
      await trx.updateTable('workOrder').set({ plannedStart: at(11), plannedEnd: at(13) }).where('id', '=', early.id).execute()
      await trx.updateTable('workOrder').set({ plannedStart: at(8), plannedEnd: at(9) }).where('id', '=', late.id).execute()
    })
    expect(await spans()).toEqual([late.id, early.id])
    await store.pool.query(`update work_order set status = 'cancelled' where id = '${late.id}'`)
    await store.pool.query(`update work_order set technician_id = null, planned_start = null, planned_end = null where id = '${early.id}'`)
    expect(await spans()).toEqual([])
    await expect(store.pool.query(`update work_order set technician_id = '${technician.id}'`), 'at no time').rejects.toThrow(/work_order_planned/)
    await expect(store.pool.query('update work_order set minutes = 0')).rejects.toThrow(/minutes/)
    await expect(store.pool.query(`update work_order set technician_id = '${technician.id}', planned_start = '${at(1)}', planned_end = '2026-12-03T01:00:00Z'`), '48 hours').rejects.toThrow(/work_order_planned/)
  })
})

it('gives a promise to one job at a time, and a technician one shift a day', async () => {
  await beforeMigration(36, async (store, step) => {
    await step()
    const technician = makeRow('technician')
    const appointment = makeRow('appointment')
    const shift = makeRow('technicianShift', { technicianId: technician.id })
    await store.db.transaction().execute(async (trx) => {
      await insertAsThen(trx, 'technician', [technician])
      await insertAsThen(trx, 'technicianShift', [shift])
      await insertAsThen(trx, 'appointment', [appointment])
      await insertAsThen(trx, 'workOrder', [makeRow('workOrder', { appointmentId: appointment.id })])
    })
    const insert = <S extends 'workOrder' | 'technicianShift'>(stream: S, row: ReturnType<typeof makeRow<S>>) => store.db.transaction().execute((trx) => insertAsThen(trx, stream, [row]))
    await expect(insert('workOrder', makeRow('workOrder', { appointmentId: appointment.id }))).rejects.toThrow(/work_order_of_appointment/)
    await expect(insert('technicianShift', makeRow('technicianShift', { technicianId: technician.id }))).rejects.toThrow(/technician_shift_once/)
    await expect(store.pool.query('update technician_shift set break_from = null'), 'half a break').rejects.toThrow(/technician_shift_break/)
    await expect(store.pool.query(`update technician_shift set absence = 'sick'`), 'since never').rejects.toThrow(/technician_shift_absence/)
    await expect(store.pool.query(`update appointment set status = 'cancelled'`), 'for no reason').rejects.toThrow(/appointment_cancelled/)
  })
})
