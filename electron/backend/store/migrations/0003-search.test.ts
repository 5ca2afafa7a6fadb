import { sql } from 'kysely'
import { expect, it } from 'vitest'
import { foldText } from '../../features/customers/search-terms.ts'
import { beforeMigration } from './migration-test.ts'

it('folds text in the database exactly as the search does with what is typed', async () => {
  await beforeMigration(3, async (store, step) => {
    await step()
    const texts = ["O'Neil", 'O’Neil', 'Peñalosa', 'Carrión', 'ŻÓŁĆ', 'Ça va', 'Straße', '李小龍', 'ACME & Sons']
    const { rows } = await sql<{ folded: string }>`select search_fold(text) as folded from unnest(${texts}::text[]) with ordinality as t(text, n) order by n`.execute(store.db)
    expect(rows.map(({ folded }) => folded)).toEqual(texts.map(foldText))
  })
})
