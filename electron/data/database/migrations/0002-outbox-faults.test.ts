import { expect, it } from 'vitest'
import { openFile } from '../open.ts'
import { sql as desk } from './0001-desk.ts'
import { sql } from './0002-outbox-faults.ts'

it('0002 keeps the work that waits, and has seen no fault in it', () => {
  const db = openFile(null, null)
  db.exec(desk)
  db.exec(`insert into outbox(commandId, agentId, agentName, procedure, createdAt, input, attempts) values ('one', 'a', 'A', 'p', 't', '{}', 3)`)
  db.exec(sql)
  expect(db.prepare('select commandId, attempts, faults from outbox').all()).toEqual([{ commandId: 'one', attempts: 3, faults: 0 }])
})
