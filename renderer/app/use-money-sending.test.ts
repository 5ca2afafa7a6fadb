import { effectScope, nextTick, ref, type EffectScope } from 'vue'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import type { MoneyOutcome } from '#shared/features/billing/billing.procedures.ts'
import { AppError } from '#shared/kernel/app-error.ts'

type Entry = { procedure: string; input: Record<string, unknown>; state: string; error: unknown }
const outbox = ref<{ entries: Entry[] }>({ entries: [] })
vi.mock('./bridge/client.ts', () => ({ bridge: {} }))
vi.mock('./use-live-read.ts', () => ({ concernsTable: () => true, useLiveRead: () => ({ data: outbox, reload: () => undefined }) }))
const { useMoneySending } = await import('./use-money-sending.ts')

let scope: EffectScope
beforeEach(() => {
  outbox.value = { entries: [] }
  scope = effectScope()
})
afterEach(() => scope.stop())

function open() {
  const value = ref<{ id: string | null }>({ id: null })
  const rows = ref<string[]>([])
  const draft = { value, flush: async () => true, clear: () => void (value.value = { id: null }) }
  const about = { procedures: ['money.send'], field: 'moneyId', draft, arrived: (id: string) => rows.value.includes(id) }
  return { value, rows, sending: scope.run(() => useMoneySending(about)) ?? expect.fail('no scope') }
}
function held() {
  let answer: (outcome: MoneyOutcome['outcome']) => void = () => {}
  let refuse: (reason: unknown) => void = () => {}
  const work = () => new Promise<MoneyOutcome>((resolve, reject) => ([answer, refuse] = [(outcome) => resolve({ outcome }), reject]))
  return { work, answer: (outcome: MoneyOutcome['outcome']) => answer(outcome), refuse: (reason: unknown) => refuse(reason) }
}

it('is done with the answer, and its draft is gone; another try has another id', async () => {
  const { value, sending } = open()
  const id = sending.begin()
  expect(value.value.id).toBe(id)
  expect(sending.begin()).toBe(id)
  await sending.send(id, async () => ({ outcome: 'done' }))
  expect([sending.doneId.value, value.value.id]).toEqual([id, null])
  sending.another()
  expect(sending.begin()).not.toBe(id)
})

it('is done once its row is here, also when that came before an answer that was lost', async () => {
  const { rows, sending } = open()
  const { work, answer } = held()
  const id = sending.begin()
  const sent = sending.send(id, work)
  rows.value = [id]
  await nextTick()
  expect(sending.doneId.value).toBeNull()
  answer('unknown')
  await sent
  await nextTick()
  expect(sending.doneId.value).toBe(id)
})

it('stays with the draft where it was refused, whatever row has its id', async () => {
  const { value, rows, sending } = open()
  const { work, refuse } = held()
  const id = sending.begin()
  const sent = sending.send(id, work)
  rows.value = [id]
  refuse(new AppError('validation', { issues: [] }))
  await sent
  await nextTick()
  expect([sending.doneId.value, value.value.id]).toEqual([null, id])
  expect(sending.error.value).toBeInstanceOf(AppError)
})

it('waits for what lies in the outbox under its id, and tells of what was refused there', () => {
  const { sending } = open()
  const id = sending.begin()
  const entry = { procedure: 'money.send', input: { moneyId: id }, state: 'sent', error: null }
  outbox.value = { entries: [{ ...entry, input: { moneyId: 'of another' } }] }
  expect(sending.unanswered.value).toBe(false)
  outbox.value = { entries: [entry] }
  expect([sending.unanswered.value, sending.late.value]).toEqual([true, null])
  const error = { code: 'notFound', data: {} }
  outbox.value = { entries: [{ ...entry, state: 'refused', error }] }
  expect([sending.unanswered.value, sending.late.value]).toEqual([false, error])
})
