import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const uuid = (id: number): string => `0190f0aa-0000-7000-8000-${String(id).padStart(12, '0')}`
const problem = (id: number, parent?: number) => `
  insert into service_problem (id, version, reference, kind, standing, phase, phase_since, cause, services, nodes, began_at, customers_affected, parent_id, changed_at, changed_by)
  values ('${uuid(id)}', 1, 'SP-${id}', 'outage', '${parent === undefined ? 'confirmed' : 'joined'}', 'assessing', now(), 'power', '{internet}', '{YK-0${id}}', now(), 0, ${parent === undefined ? 'null' : `'${uuid(parent)}'`}, now(), 'Jo')`
const report = (id: number, { customer, of, tell }: { customer: number; of: number; tell: string }) => `
  insert into service_problem_report (id, customer_id, version, problem_id, at, by, tell) values ('${uuid(id)}', '${uuid(customer)}', 1, '${uuid(of)}', now(), 'Jo', '${tell}')`

it('brings what was promised for parts to the one that speaks, and the history’s places with it', async () => {
  await beforeMigration(32, async (store, step) => {
    for (const text of [
      problem(1), problem(2, 1), problem(3, 1),
      report(11, { customer: 71, of: 1, tell: 'notWanted' }), report(12, { customer: 71, of: 2, tell: 'waiting' }),
      report(13, { customer: 72, of: 2, tell: 'waiting' }), report(14, { customer: 72, of: 3, tell: 'waiting' }), report(15, { customer: 73, of: 1, tell: 'waiting' }),
      `insert into service_problem_update (id, version, problem_id, at, by, standing, phase, customers_affected) values ('${uuid(21)}', 1, '${uuid(2)}', now(), 'Jo', 'joined', 'assessing', 0)`,
      `insert into service_problem_update (id, version, problem_id, at, by, standing, phase, customers_affected) values ('${uuid(22)}', 1, '${uuid(9)}', now(), 'Jo', 'joined', 'assessing', 0)`,
    ]) await store.pool.query(text)
    await step()
    const { rows } = await store.pool.query(`select right(id::text, 2) as id, right(problem_id::text, 2) as of, tell, version::int, removed_at is not null as removed from service_problem_report order by id`)
    expect(rows).toEqual([
      { id: '11', of: '01', tell: 'notWanted', version: 2, removed: true }, { id: '12', of: '01', tell: 'waiting', version: 2, removed: false },
      { id: '13', of: '01', tell: 'waiting', version: 2, removed: false }, { id: '14', of: '03', tell: 'waiting', version: 2, removed: true },
      { id: '15', of: '01', tell: 'waiting', version: 1, removed: false },
    ])
    expect((await store.pool.query('select nodes, services, drawn from service_problem_update order by id')).rows).toEqual([{ nodes: ['YK-02'], services: ['internet'], drawn: false }, { nodes: [], services: [], drawn: false }])
    await expect(store.pool.query(`update service_problem_update set by = 'Mo'`)).rejects.toThrow(/stays/)
    await store.pool.query(`update service_problem_report set tell = 'elsewhere' where id = '${uuid(15)}'`)
    await expect(store.pool.query(`update service_problem_report set tell = 'nowhere' where id = '${uuid(15)}'`)).rejects.toThrow(/service_problem_report_tell/)
  })
})
