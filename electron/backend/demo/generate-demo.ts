/**
 * The demo operator's book: the same seed, size and day give the same rows, byte for byte, on every machine. Nothing
 * here reads a clock, a file or chance.
 */
import { addAccount, emptyRows, type DemoRows } from './account.ts'
import { dayOf } from '#shared/kernel/calendar.ts'
import { seedNumber } from './random.ts'
import { makeSubscriber } from './subscriber.ts'

export type DemoOptions = {
  /** 1 to 3,000,000; beyond that phone numbers would repeat. */
  customers: number
  seed: string | number
  /** `2026-11-23`: the day on which the book is current. */
  today: string
  /** Customer rows alone, as a desk that holds everybody has them. The same rows as in the whole book. */
  directoryOnly?: boolean
  /** Customers in one batch. */
  batch?: number
}

export const DEMO_SEED = 'headend'
export const DEMO_CUSTOMERS = 5_000
const DEFAULT_BATCH = 250

/** Yields batch after batch, so that a million customers need the memory of one batch. */
export function* generateDemo({ customers, seed, today, directoryOnly = false, batch = DEFAULT_BATCH }: DemoOptions): Generator<DemoRows> {
  const seeded = seedNumber(seed)
  const day = dayOf(today)
  for (let start = 0; start < customers; start += batch) {
    const rows = emptyRows()
    for (let index = start; index < Math.min(customers, start + batch); index += 1) {
      const subscriber = makeSubscriber(seeded, index, day)
      if (directoryOnly) rows.customer.push(subscriber.customer)
      else addAccount(rows, seeded, subscriber, day)
    }
    yield rows
  }
}
