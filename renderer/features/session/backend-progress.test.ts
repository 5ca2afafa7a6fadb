import { expect, it } from 'vitest'
import { backendProgress } from './backend-progress.ts'

it('reads what main tells of the backend, and nothing else', () => {
  expect(backendProgress('fillingDemo 1200/5000')).toEqual({ step: 'fillingDemo', done: 1200, total: 5000 })
  expect(backendProgress('catchingUp 25/300')).toEqual({ step: 'catchingUp', done: 25, total: 300 })
  expect([backendProgress(null), backendProgress('dancing 1/2'), backendProgress('opening')]).toEqual([null, null, null])
})
