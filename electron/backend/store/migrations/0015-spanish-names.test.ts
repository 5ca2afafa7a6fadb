import { expect, it } from 'vitest'
import { beforeMigration } from './migration-test.ts'

it('keeps what was there, without a Spanish name, and takes no empty one', async () => {
  await beforeMigration(15, async (store, step) => {
    await store.pool.query(`insert into usage_top_up_offer (code, name, megabytes, currency, amount, valid_from) values ('data-50', 'Extra Data', 50000, 'USD', 1000, '2026-01-01')`)
    await step()
    expect((await store.pool.query(`select name, spanish from usage_top_up_offer`)).rows).toEqual([{ name: 'Extra Data', spanish: null }])
    await store.pool.query(`update usage_top_up_offer set spanish = 'Datos adicionales'`)
    for (const table of ['usage_top_up_offer', 'tax_rate']) await store.pool.query(`select spanish from ${table}`)
    await expect(store.pool.query(`update usage_top_up_offer set spanish = ''`)).rejects.toMatchObject({ code: '23514' })
  })
})
