import { expect, it } from 'vitest'
import type { UsageAlertEvent } from '#shared/features/usage/usage.schema.ts'
import { highestCrossed, lastTurn } from './usage-alert-words.ts'

const event = (amount: number, direction: 'over' | 'under', generation = 1, unit: 'percent' | 'gigabytes' = 'percent') =>
  ({ unit, amount, direction, generation, allowanceMegabytes: 1_000_000 }) as UsageAlertEvent

it('the last turn of a threshold counts, whatever order the events of one moment come in', () => {
  const events = [event(90, 'over'), event(90, 'under'), event(75, 'over')]
  expect(lastTurn({ unit: 'percent', amount: 90 }, events)).toMatchObject({ direction: 'under' })
  expect(lastTurn({ unit: 'gigabytes', amount: 90 }, events)).toBeNull()
  expect(highestCrossed(events)).toMatchObject({ amount: 75 })
  expect(highestCrossed([...events, event(90, 'over', 2)])).toMatchObject({ amount: 90, generation: 2 })
  expect(highestCrossed([event(75, 'over'), event(800, 'over', 1, 'gigabytes')])).toMatchObject({ unit: 'gigabytes' })
  expect(highestCrossed([event(90, 'over'), event(90, 'under')])).toBeNull()
})
