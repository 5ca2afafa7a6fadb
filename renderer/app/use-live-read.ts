/**
 * A read that stays true: repeated when `changed` names something of it. One at a time; changes that arrive
 * meanwhile make one more read, at most four in a second, so that a first sync does not drown the window.
 */
import { onScopeDispose, ref, shallowRef, type Ref, type ShallowRef } from 'vue'
import type { DeskEvent } from '#shared/features/workspace/workspace.schema.ts'
import { isAbort } from './bridge/switchable-link.ts'
import { onDeskEvent } from './live.ts'

export type Changed = Extract<DeskEvent, { type: 'changed' }>
export type LiveRead<T> = { data: ShallowRef<T | null>; error: Ref<unknown>; reload: () => void }

const GAP_MS = 250

export function useLiveRead<T>(read: () => Promise<T>, touches: (event: Changed) => boolean): LiveRead<T> {
  const data = shallowRef<T | null>(null)
  const error = ref<unknown>(null)
  let reading = false
  let again = false
  let timer: ReturnType<typeof setTimeout> | undefined
  let over = false

  async function run(): Promise<void> {
    if (reading) return void (again = true)
    reading = true
    try {
      const answer = await read()
      if (!over) [data.value, error.value] = [answer, null]
    } catch (reason) {
      if (!over && !isAbort(reason)) error.value = reason
    }
    reading = false
    if (again && !over) later()
    again = false
  }
  function later(): void {
    timer ??= setTimeout(() => ((timer = undefined), void run()), GAP_MS)
  }

  const stop = onDeskEvent((event) => {
    if (event.type !== 'changed' || !touches(event)) return
    if (reading || timer) later()
    else void run()
  })
  onScopeDispose(() => ((over = true), stop(), clearTimeout(timer)))
  void run()
  return { data, error, reload: () => void run() }
}

/** Whether the event may concern this customer. */
export const concerns = (event: Changed, customerId: string): boolean =>
  event.customerIds === null || event.customerIds.includes(customerId)
/** Whether it may concern one of these tables; an event without names concerns all. */
export const concernsTable = (event: Changed, ...tables: string[]): boolean =>
  event.tables.length === 0 || event.tables.some((table) => tables.includes(table))
