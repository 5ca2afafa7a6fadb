import { expect, it } from 'vitest'
import { openFile } from '../open.ts'
import { sql } from './0005-erasure.ts'

it('0005 knows each erased customer once', () => {
  const db = openFile(null, null)
  db.exec(sql)
  const insert = db.prepare(`insert into erasedCustomer(customerId) values ('c')`)
  insert.run()
  expect(() => insert.run()).toThrow(/UNIQUE/)
})
