import { createPinia, setActivePinia } from 'pinia'
import { beforeEach, expect, it } from 'vitest'
import { watch } from 'vue'
import type { Agent } from '#shared/features/session/session.schema.ts'
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import { useSession } from './session.ts'

const agent: Agent = { id: '01900000-0000-7000-8000-000000000001', userName: 'amy', displayName: 'Amy Moreno', role: 'agent', permissions: ['customers.read'] }
const state = (part: Partial<Agent>, idleEndsAt = '2026-11-01T09:00:00.000Z', timeZone = 'America/New_York') =>
  ({ session: { agent: { ...agent, ...part }, idleEndsAt, absoluteEndsAt: '2026-11-01T17:00:00.000Z', timeZone }, sessionEnded: null }) as DeskState
const signedOut = { session: null, sessionEnded: 'idle' } as DeskState

beforeEach(() => setActivePinia(createPinia()))

it('follows what the same agent may do, in both directions', () => {
  const session = useSession()
  session.apply(state({}))
  expect(session.may('customers.edit')).toBe(false)
  session.apply(state({ role: 'seniorAgent', permissions: ['customers.read', 'customers.edit'] }))
  expect([session.may('customers.edit'), session.agent?.role]).toEqual([true, 'seniorAgent'])
  session.apply(state({}))
  expect(session.may('customers.edit')).toBe(false)
})

it('follows the operator to another time zone', () => {
  const session = useSession()
  session.apply(state({}))
  session.apply(state({}, undefined, 'America/Chicago'))
  expect(session.session?.timeZone).toBe('America/Chicago')
})

it('tells nobody when only the end of the session moved', () => {
  const session = useSession()
  session.apply(state({}))
  let told = 0
  watch(() => session.agent, () => (told += 1), { flush: 'sync' })
  session.apply(state({}, '2026-11-01T10:00:00.000Z'))
  expect(told).toBe(0)
  session.apply(signedOut)
  expect([told, session.agent, session.ended]).toEqual([1, null, 'idle'])
})
