import { expect, it } from 'vitest'
import { readGuide } from '#shared/features/diagnostics/read-guide.ts'
import { shippedGuides } from './shipped-guides.ts'

it('ships ten guides, each of which leads somewhere', () => {
  const read = shippedGuides().map(readGuide)
  expect(read.flatMap(({ faults }) => faults)).toEqual([])
  expect(read.map(({ guide }) => guide?.id)).toEqual([
    'billing-surprise', 'cannot-sign-in', 'e-mail', 'equipment-return', 'no-dial-tone', 'no-internet', 'no-tv-picture', 'pixelation', 'slow-internet', 'wifi',
  ])
})
