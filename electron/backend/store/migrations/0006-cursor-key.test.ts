import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

const meta = { epoch: 'a', home: 'b', epochSince: '2026-11-23T00:00:00.000Z' }

it('gives a database its secret, and a new epoch, because older cursors are not signed', async () => {
  await beforeMigration(6, async (store, step) => {
    await store.db.insertInto('meta').values(meta).execute()
    await step()
    const now = await store.db.selectFrom('meta').selectAll().executeTakeFirstOrThrow()
    expect(now.cursorKey).toHaveLength(32)
    expect(now.epoch).toMatch(/^[0-9a-f]{12}$/)
    expect(now.home).toBe('b')
  })
})

it('gives each new database another secret', async () => {
  const secretOfNew = async (): Promise<string> => {
    let secret = ''
    await beforeMigration(6, async (store, step) => {
      await step()
      await store.db.insertInto('meta').values(meta).execute()
      secret = (await store.db.selectFrom('meta').select('cursorKey').executeTakeFirstOrThrow()).cursorKey.toString('hex')
    })
    return secret
  }
  expect(await secretOfNew()).not.toBe(await secretOfNew())
})
