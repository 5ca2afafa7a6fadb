import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const problem = (id: number, more: { parent?: number; standing?: string; nodes?: string; phase?: string } = {}) => `
  insert into service_problem (id, version, reference, kind, standing, phase, phase_since, cause, services, nodes, began_at, customers_affected, parent_id, changed_at, changed_by)
  values ('${uuid(id)}', 1, 'SP-${id}', 'outage', '${more.standing ?? (more.parent === undefined ? 'confirmed' : 'joined')}', '${more.phase ?? 'assessing'}', now(), 'power', '{internet}', '${more.nodes ?? '{YK-07}'}', now(), 0,
    ${more.parent === undefined ? 'null' : `'${uuid(more.parent)}'`}, now(), 'Jo')`
const uuid = (id: number): string => `0190f0aa-0000-7000-8000-${String(id).padStart(12, '0')}`

it('gives the right to supervisors and dispatchers, and keeps problems whole and flat', async () => {
  await beforeMigration(30, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', 'outages.manage').orderBy('role').execute()
    expect(rights).toEqual([{ role: 'dispatcher' }, { role: 'supervisor' }])
    await store.pool.query(problem(1))
    await store.pool.query(problem(2, { parent: 1 }))
    await expect(store.pool.query(problem(3, { parent: 2 })), 'a part of a part').rejects.toThrow(/cannot be a part/)
    await expect(store.pool.query(problem(4, { parent: 4 })), 'of itself').rejects.toThrow(/service_problem_parent/)
    await expect(store.pool.query(problem(5, { standing: 'joined' })), 'of nobody').rejects.toThrow(/service_problem_parent/)
    await expect(store.pool.query(problem(6, { nodes: '{}' })), 'nowhere').rejects.toThrow(/service_problem_somewhere/)
    await expect(store.pool.query(problem(7, { phase: 'restored' })), 'over at no time').rejects.toThrow(/service_problem_over/)
    // What was a whole becomes a part, and so does all of it, in one transaction.
    await store.pool.query(problem(8))
    await store.db.transaction().execute(async (trx) => {
      await trx.updateTable('serviceProblem').set({ standing: 'joined', parentId: uuid(8) }).where('id', 'in', [uuid(1), uuid(2)]).execute()
    })
    await store.pool.query(`insert into service_problem_update (id, version, problem_id, at, by, standing, phase, customers_affected) values ('${uuid(1)}', 1, '${uuid(1)}', now(), 'Jo', 'confirmed', 'assessing', 0)`)
    await store.pool.query('update service_problem_update set changed_xid = changed_xid')
    await expect(store.pool.query(`update service_problem_update set by = 'Mo'`)).rejects.toThrow(/stays/)
    await expect(store.pool.query('delete from service_problem_update')).rejects.toThrow(/stays/)
    const report = (id: number) => `insert into service_problem_report (id, customer_id, version, problem_id, at, by, tell) values ('${uuid(id)}', '${uuid(1)}', 1, '${uuid(8)}', now(), 'Jo', 'waiting')`
    await store.pool.query(report(1))
    await expect(store.pool.query(report(2))).rejects.toThrow(/service_problem_report_once/)
    await expect(store.pool.query(`update service_problem_report set tell = 'told'`)).rejects.toThrow(/service_problem_report_told/)
  })
})
