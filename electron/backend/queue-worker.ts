/**
 * Works off a queue of rows of the store: what is due is taken in hand in one transaction, done outside of any, and what
 * came of it is written in another. Right after each commit that says so, a little later again by itself, and at start what
 * a process before this one left behind. Any number of nodes may run one.
 */
import { repeated } from './repeated.ts'
import type { Services } from './services.ts'
import type { Transaction } from './store/store.ts'

/** How often it looks by itself: for what is to be tried again, and in place of a hint that was lost. In ms. */
const LOOK_MS = 10_000

export type QueueWorker = {
  /** Works off all that is due now. Resolves when none is left, or the worker is closed. */
  work(): Promise<void>
  /** Ends when nothing of it is in the store any more; what is still being done is left to whoever works next. */
  close(): Promise<void>
}

/** Null once the worker is closed: no transaction begins then, and those that run are waited for. */
export type InTransaction = <T>(work: (trx: Transaction) => Promise<T>) => Promise<T | null>

export type Queue<Item, Outcome> = {
  /** Items in hand at once, of one node: one that takes its time must not hold up the others. */
  lanes: number
  claim(trx: Transaction): Promise<Item | null>
  /** Settles in a bounded time, and rejects only for a fault of our own. */
  perform(item: Item, inTransaction: InTransaction): Promise<Outcome>
  settle(trx: Transaction, item: Item, outcome: Outcome): Promise<void>
  onFault(error: unknown): void
}

/** Without ears and timers. */
export function createQueueWorker<Item extends object, Outcome extends object | string>({ store }: Pick<Services, 'store'>, queue: Queue<Item, Outcome>): QueueWorker {
  const inStore = new Set<Promise<unknown>>()
  let closed = false
  let sayClosed = (): void => undefined
  const closing = new Promise<null>((resolve) => { sayClosed = () => resolve(null) })

  const inTransaction: InTransaction = async (work) => {
    if (closed) return null
    const running = store.db.transaction().execute(work)
    inStore.add(running)
    return running.finally(() => inStore.delete(running))
  }

  async function lane(): Promise<void> {
    for (;;) {
      const item = await inTransaction(queue.claim)
      if (!item) return
      // A console that is closed waits for nobody outside.
      const outcome = await Promise.race([queue.perform(item, inTransaction), closing])
      if (outcome === null) return
      await inTransaction((trx) => queue.settle(trx, item, outcome))
    }
  }
  const oneLane = (): Promise<void> => lane().catch((error: unknown) => queue.onFault(error))
  // Each by itself: one that waits for minutes must not keep the others from what comes meanwhile.
  const lanes = Array.from({ length: queue.lanes }, () => repeated(oneLane))

  return {
    work: async () => void (await Promise.all(lanes.map((again) => again()))),
    close: async () => {
      closed = true
      sayClosed()
      await Promise.allSettled(inStore)
    },
  }
}

/** Wakes it at each notice on the channel, by itself now and then, and now. @returns the worker; its `close` ends that as well */
export async function listenAndWork({ store, timers }: Pick<Services, 'store' | 'timers'>, channel: string, worker: QueueWorker): Promise<QueueWorker> {
  const wake = (): void => void worker.work()
  const stopListening = await store.listen(channel, wake)
  const stopLooking = timers.every(LOOK_MS, wake)
  wake()
  return {
    work: worker.work,
    close: async () => {
      stopLooking()
      await worker.close()
      await stopListening()
    },
  }
}
