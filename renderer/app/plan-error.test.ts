import { expect, it } from 'vitest'
import { AppError } from '#shared/kernel/app-error.ts'
import { planErrorText } from './plan-error.ts'

const t = (key: string) => key
const conflict = (stream: string) => new AppError('conflict', { stream, current: null, changedBy: null, changedAt: null })

it.each([
  [new AppError('offline', {}), 'plan.error.offline'],
  [conflict('planPreview'), 'plan.error.changed'],
  [conflict('productOrder'), 'plan.error.orderChanged'],
  [new AppError('validation', { issues: [{ path: 'order', message: 'suspended' }] }), 'plan.error.refused'],
  [new AppError('forbidden', {}), 'error.forbidden'],
])('says %s', (error, key) => expect(planErrorText(error, t)).toBe(key))
