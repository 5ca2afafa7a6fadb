import { expect, it } from 'vitest'
import { chainHash, contentHash, GENESIS } from '../../features/audit/audit-form.ts'
import { readLinks } from '../../features/audit/read-chain.ts'
import { beforeMigration } from './migration-test.ts'

it('chains what is there already, in its order, and what comes behind it', async () => {
  await beforeMigration(16, async (store, step) => {
    for (const action of ['first', 'second', 'third'])
      await store.pool.query(`insert into audit_entry (id, at, action, outcome, detail) values (gen_random_uuid(), now(), $1, 'allowed', '{"longer": 1, "a": "ñ"}')`, [action])
    await step()
    await store.pool.query(`insert into audit_entry (id, at, action, outcome) values (gen_random_uuid(), now(), 'fourth', 'refused')`)
    const links = await readLinks(store, 0)
    expect(links.map(({ seal, entry }) => [seal.position, entry?.action])).toEqual([[1, 'first'], [2, 'second'], [3, 'third'], [4, 'fourth']])
    let before: Buffer = GENESIS
    for (const { seal, entry } of links) {
      expect(contentHash(entry!)).toEqual(seal.contentHash)
      expect(chainHash(before, seal.position, seal.contentHash)).toEqual(seal.hash)
      before = seal.hash
    }
  })
})

it.each(['verified', null])('knows the level %s, and none of its own making', async (level) => {
  await beforeMigration(16, async (store, step) => {
    await step()
    const insert = `insert into audit_entry (id, at, action, outcome, verification) values (gen_random_uuid(), now(), 'test', 'allowed', $1)`
    await store.pool.query(insert, [level])
    await expect(store.pool.query(insert, ['well known'])).rejects.toMatchObject({ code: '23514' })
  })
})
