import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const element = (id: number, code: string, kind: string, more: { parent?: string; premises?: number | null; modems?: number | null; latitude?: number; removed?: true } = {}) => `
  insert into plant_element (id, version, code, kind, parent_code, latitude, longitude, premises, modems, removed_at)
  values ('0190f0aa-0000-7000-8000-${String(id).padStart(12, '0')}', 1, '${code}', '${kind}', ${more.parent === undefined ? 'null' : `'${more.parent}'`}, ${more.latitude ?? 40.9}, -73.9,
    ${more.premises === undefined ? 1 : more.premises}, ${more.modems === undefined ? 1 : more.modems}, ${more.removed ? 'now()' : 'null'})`

it('keeps elements apart by their codes, and states in even columns', async () => {
  await beforeMigration(33, async (store, step) => {
    await step()
    await store.pool.query(element(1, 'WEST', 'headend'))
    await store.pool.query(element(2, 'YK', 'hub', { parent: 'WEST' }))
    await store.pool.query(element(3, 'YK-07/1', 'tap', { parent: 'YK-07', premises: null, modems: null }))
    await expect(store.pool.query(element(4, 'YK', 'node')), 'a code twice').rejects.toThrow(/plant_element_code/)
    await store.pool.query(element(5, 'YK', 'node', { removed: true }))
    await expect(store.pool.query(element(6, 'NR', 'hub', { parent: 'NR' })), 'fed by itself').rejects.toThrow(/plant_element_parent/)
    await expect(store.pool.query(element(7, 'EAST', 'headend', { parent: 'WEST' })), 'a fed headend').rejects.toThrow(/plant_element_parent/)
    await expect(store.pool.query(element(8, 'YK-08', 'node', { premises: null })), 'a node without counts').rejects.toThrow(/plant_element_counted/)
    await expect(store.pool.query(element(9, 'YK-09', 'node', { latitude: 91 })), 'beyond the pole').rejects.toThrow(/latitude/)
    await store.pool.query(`insert into plant_state values (now(), '{YK-07}', '{40}', '{3}', now())`)
    await expect(store.pool.query(`insert into plant_state_now values (true, now(), '{YK-07}', '{40}', '{}')`)).rejects.toThrow(/plant_state_now_even/)
  })
})
