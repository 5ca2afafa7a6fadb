import { beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import { AppError } from '#shared/kernel/errors.ts'
import { newId } from '#shared/kernel/ids.ts'
import { agentNamed, idOf, mediumRow } from '../../../tests/integration/desk/support/rows.ts'
import { migrate } from '../database/migrate.ts'
import { openFile } from '../database/open.ts'
import { ensureStreamTables, upsertRows } from '../database/stream-tables.ts'
import type { WritableDb } from '../database/statements.ts'
import { discard, enqueue, markAttempt, markFault, park, requeue, settle } from './outbox.commands.ts'
import { countOutbox, findEntry, inputOf, listQueued, listVisible } from './outbox.queries.ts'

const clock = manualClock(Date.parse('2026-11-23T09:00:00.000Z'))
const [ana, bob] = [agentNamed('ana', 1), agentNamed('bob', 2)]
const customerId = idOf(1, 1)
let db: WritableDb
beforeEach(() => {
  db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
})

function change(expectedVersion: number, agent = ana): string {
  const commandId = newId(clock)
  const input = { commandId, customerId, contactMediumId: idOf(2, 1), expectedVersion, value: 'x' }
  enqueue(db, clock, agent, { procedure: 'customers.changeContactMedium', customerId, input })
  return commandId
}
const versionOf = (commandId: string) => inputOf(findEntry(db, commandId) ?? fail()).expectedVersion
const fail = (): never => {
  throw new Error('no such entry')
}
const rowOf = (commandId: string) => findEntry(db, commandId) ?? fail()
const conflict = new AppError('conflict', { stream: 'contactMedium', current: null, changedBy: 'Bob', changedAt: null })

describe('the outbox', () => {
  it('keeps each agent’s commands apart, and the desk’s own reports out of sight', () => {
    change(1)
    change(1, bob)
    enqueue(db, clock, ana, { procedure: 'audit.recordAccountRead', customerId, input: { commandId: newId(clock) } })
    expect(listVisible(db, ana.id)).toHaveLength(1)
    expect(listQueued(db, ana.id)).toHaveLength(2)
    expect(countOutbox(db, ana.id)).toEqual({ waiting: 1, refused: 0 })
  })

  it('lets an unsent change follow the version that the one before it made, by that one step only', () => {
    const [first, second] = [change(1), change(1)]
    const settled = rowOf(first)
    settle(db, settled, { contactMedium: [mediumRow(1, 1, { version: 2 })] })
    expect(versionOf(second)).toBe(2)
    settle(db, settled, { contactMedium: [mediumRow(1, 1, { version: 5 })] })
    expect(versionOf(second)).toBe(2)
  })

  it('never changes the body of a command that was sent', () => {
    const [first, second] = [change(1), change(1)]
    markAttempt(db, second)
    settle(db, rowOf(first), { contactMedium: [mediumRow(1, 1, { version: 2 })] })
    expect(versionOf(second)).toBe(1)
  })

  it('sends "mine" again under a new id, upon the version that is here', () => {
    upsertRows(db, 'contactMedium', [mediumRow(1, 1, { version: 7 })])
    const refused = change(1)
    park(db, refused, conflict)
    expect(listQueued(db, ana.id)).toEqual([])
    expect(() => requeue(db, clock, bob.id, refused)).toThrow(/notFound/)
    requeue(db, clock, ana.id, refused)
    const [again] = listQueued(db, ana.id)
    expect(again).toMatchObject({ attempts: 0, refused: 0, error: null })
    expect(inputOf(again ?? fail())).toMatchObject({ expectedVersion: 7, value: 'x' })
    expect(again?.commandId).not.toBe(refused)
    expect(inputOf(again ?? fail()).commandId).toBe(again?.commandId)
  })

  it('sends "mine" upon the version that was shown, not upon one that came in since', () => {
    upsertRows(db, 'contactMedium', [mediumRow(1, 1, { version: 8 })])
    const refused = change(1)
    park(db, refused, new AppError('conflict', { stream: 'contactMedium', current: mediumRow(1, 1, { version: 7 }), changedBy: 'Bob', changedAt: null }))
    requeue(db, clock, ana.id, refused)
    expect(inputOf(listQueued(db, ana.id)[0] ?? fail()).expectedVersion).toBe(7)
  })

  it('sends again what the backend broke on under its own id, in its place and with its body', () => {
    upsertRows(db, 'contactMedium', [mediumRow(1, 1, { version: 7 })])
    const [broken, later] = [change(1), change(1)]
    markAttempt(db, broken)
    markFault(db, broken, new AppError('internal', {}))
    park(db, broken, new AppError('internal', { reference: 'r' }))
    requeue(db, clock, ana.id, broken)
    expect(listQueued(db, ana.id).map((row) => row.commandId)).toEqual([broken, later])
    expect(rowOf(broken)).toMatchObject({ refused: 0, faults: 0, attempts: 1, error: null })
    expect(inputOf(rowOf(broken))).toMatchObject({ commandId: broken, expectedVersion: 1 })
  })

  it('gives up only what surely had no effect', () => {
    const [unsent, sent, refused] = [change(1), change(1), change(1)]
    markAttempt(db, sent)
    markAttempt(db, refused)
    park(db, refused, conflict)
    discard(db, ana.id, unsent)
    discard(db, ana.id, refused)
    expect(() => discard(db, ana.id, sent)).toThrow(/validation/)
    expect(listVisible(db, ana.id).map((row) => row.commandId)).toEqual([sent])
  })
})
