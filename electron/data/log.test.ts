import { expect, it } from 'vitest'
import { createLog } from './log.ts'

it('logs places and codes, never the words of an error, which may quote a person', () => {
  const lines: string[] = []
  const log = createLog((line) => lines.push(line))
  const error = Object.assign(new Error('bad value: Ana Rivera, +19145550123'), { code: 'SQLITE_CONSTRAINT' })
  const reference = log.error('customers.open', error)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'error', event: 'customers.open', reference, name: 'Error', code: 'SQLITE_CONSTRAINT' })
  expect(reference).toMatch(/^[a-z]{8}$/)
  expect(lines.join()).not.toMatch(/Ana|914/)
})
