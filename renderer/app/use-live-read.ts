/**
 * A read that stays true: repeated when `changed` names something of it. One at a time; changes that arrive
 * meanwhile make one more read, at most four in any second, so that a first sync does not drown the window. Until then
 * none waits: the rest of an account comes while its first rows are being read, and somebody is looking at it.
 */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { isAbort } from './bridge/switchable-link.ts'
import { onDeskEvent } from './live.ts'

export type Changed = Extract<DeskEvent, { type: 'changed' }>
export type LiveRead<T> = { data: ShallowRef<T | null>; error: Ref<unknown>; reload: () => void }

const MOST = 4
const WITHIN_MS = 1_000

export function useLiveRead<T>(read: () => Promise<T>, touches: (event: Changed) => boolean): LiveRead<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<unknown>(null)
  let reading = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false
  /** When the last ones began, oldest first. */
  let begun: number[] = []

  async function run(): Promise<void> {
    if (reading) return void (again = true)
    reading = true
    begun = [...begun, performance.now()].slice(-MOST)
    try {
      const answer = await read()
      if (!over) [data.value, error.value] = [answer, null]
    } catch (reason) {
      if (!over && !isAbort(reason)) error.value = reason
    }
    reading = false
    if (again && !over) soon()
    again = false
  }
  /** Now, or as soon as the oldest of the last ones is long enough ago. */
  function soon(): void {
    if (reading) return void (again = true)
    const [oldest] = begun
    const wait = begun.length < MOST || oldest === undefined ? 0 : oldest + WITHIN_MS - performance.now()
    if (wait <= 0) void run()
    else timer ??= setTimeout(() => ((timer = undefined), void run()), wait)
  }

  const stop = onDeskEvent((event) => {
    if (event.type === 'changed' && touches(event)) soon()
  })
  onScopeDispose(() => ((over = true), stop(), clearTimeout(timer)))
  void run()
  return { data, error, reload: () => void run() }
}

/** Whether the event may concern this customer's account. */
export const concerns = (event: Changed, customerId: string): boolean => event.customerIds === null || event.customerIds.includes(customerId)
/** Whether it may concern one of these tables; an event without names concerns all. */
export const concernsTable = (event: Changed, ...tables: string[]): boolean =>
  event.tables.length === 0 || event.tables.some((table) => tables.includes(table))
