import { expect, it } from 'vitest'
import { openFile } from '../open.ts'
import { sql } from './0004-usage.ts'

it('0004 keeps one copy of a customer\'s days', () => {
  const db = openFile(null, null)
  db.exec(sql)
  const insert = db.prepare(`insert into usageDetail(customerId, keptAt, detail) values ('c', 't', '{}')`)
  insert.run()
  expect(() => insert.run()).toThrow(/UNIQUE/)
})
