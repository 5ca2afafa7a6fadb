import { describe, expect, it } from 'vitest'
import { openFile } from '../open.ts'
import { sql as first } from './0001-desk.ts'
import { sql } from './0003-billing.ts'

describe('0003 money on the desk', () => {
  it('leaves what waits as it is, and tells from it what somebody waits for', () => {
    const db = openFile(null, null)
    db.exec(first)
    const insert = (commandId: string, more = '') =>
      db.exec(`insert into outbox(commandId, agentId, agentName, procedure, createdAt, input${more && ', immediate'}) values ('${commandId}', 'a', 'A', 'p', 't', '{}'${more})`)
    insert('before')
    db.exec(sql)
    expect(db.prepare('select immediate, draftKey from outbox').all()).toEqual([{ immediate: 0, draftKey: null }])
    insert('now', ', 1')
    expect(() => insert('wrong', ', 2')).toThrow(/CHECK/)
  })

  it('keeps one copy of a bill', () => {
    const db = openFile(null, null)
    db.exec(first)
    db.exec(sql)
    const insert = db.prepare(`insert into billDocument(billId, customerId, document) values ('one', 'c', '{}')`)
    insert.run()
    expect(() => insert.run()).toThrow(/UNIQUE/)
  })
})
