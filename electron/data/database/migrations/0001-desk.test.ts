import { describe, expect, it } from 'vitest'
import { openFile } from '../open.ts'
import { sql } from './0001-desk.ts'

describe('0001 the desk’s own tables', () => {
  it('makes them, with commands named once and states bounded', () => {
    const db = openFile(null, null)
    db.exec(sql)
    const tables = db.prepare(`select name from sqlite_schema where type = 'table' and name not like 'sqlite_%' order by name`).pluck().all()
    expect(tables).toEqual(['draft', 'heldAccount', 'meta', 'outbox', 'recent', 'session', 'syncStream', 'tabs'])
    const insert = db.prepare(`insert into outbox(commandId, agentId, agentName, procedure, createdAt, input, refused) values (?, 'a', 'A', 'p', 't', '{}', ?)`)
    insert.run('one', 0)
    expect(() => insert.run('one', 0)).toThrow(/UNIQUE/)
    expect(() => insert.run('two', 2)).toThrow(/CHECK/)
    expect(() => db.prepare(`insert into session(id, token, session, clockOffset) values (2, 't', '{}', 0)`).run()).toThrow(/CHECK/)
  })
})
