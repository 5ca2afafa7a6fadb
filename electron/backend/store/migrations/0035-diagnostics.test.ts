import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const uuid = (id: number): string => `0190f0aa-0000-7000-8000-${String(id).padStart(12, '0')}`
const run = (id: number, customer: number, state = 'open') => `
  insert into diagnostic_run (id, customer_id, version, guide_id, guide_version, title, state, started_at, started_by, changed_at, changed_by, trail, outcome)
  values ('${uuid(id)}', '${uuid(customer)}', 1, 'wifi', 1, '{}', '${state}', now(), 'Jo', now(), 'Jo', '{}', ${state === 'ended' ? `'{}'` : 'null'})`
const action = (id: number, box: number, state = 'running') => `
  insert into equipment_action (id, customer_id, equipment_id, run_id, action, state, requested_at, finished_at)
  values ('${uuid(id)}', '${uuid(1)}', '${uuid(box)}', '${uuid(2)}', 'reboot', '${state}', now(), ${state === 'running' ? 'null' : 'now()'})`

it('lets agents act on boxes and administrators keep guides; one run for a customer, one action for a box at a time', async () => {
  await beforeMigration(35, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select(['permission', 'role']).where('permission', 'in', ['diagnostics.act', 'guides.manage']).orderBy('permission').orderBy('role').execute()
    expect(rights.map(({ permission, role }) => `${permission} ${role}`)).toEqual(['diagnostics.act agent', 'diagnostics.act dispatcher', 'diagnostics.act seniorAgent', 'diagnostics.act supervisor', 'guides.manage administrator'])
    await store.pool.query(run(1, 71))
    await expect(store.pool.query(run(2, 71))).rejects.toThrow(/diagnostic_run_open/)
    await store.pool.query(run(3, 71, 'ended'))
    await expect(store.pool.query(`update diagnostic_run set state = 'ended' where id = '${uuid(1)}'`)).rejects.toThrow(/diagnostic_run_ended/)
    await store.pool.query(action(11, 81))
    await expect(store.pool.query(action(12, 81))).rejects.toThrow(/equipment_action_one/)
    await store.pool.query(action(13, 81, 'done'))
    await store.pool.query(action(14, 82))
    const measured = `insert into equipment_measurement (id, customer_id, measured_at, measured_by) values (gen_random_uuid(), '${uuid(72)}', now(), 'Jo')`
    await store.pool.query(measured)
    await store.pool.query('alter table customer_erasure drop constraint customer_erasure_erased_by_fkey')
    await store.pool.query(`insert into customer_erasure (customer_id, erased_at, erased_by, basis, requested_on, kept_until) values ('${uuid(72)}', now(), '${uuid(9)}', 'gdpr', now(), now())`)
    await expect(store.pool.query(measured), 'by whoever still waits for a box').rejects.toThrow(/erased/)
    await expect(store.pool.query(`update equipment_action set state = 'done' where id = '${uuid(11)}'`)).rejects.toThrow(/equipment_action_finished/)
  })
})
