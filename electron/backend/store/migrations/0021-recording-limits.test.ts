import { expect, it } from 'vitest'
import { permissionSchema, roleSchema } from '#shared/features/session/session.schema.ts'
import { recordingLimitsSchema } from '#shared/features/billing/payments.schema.ts'
import { recordingLimitsOf } from '../../features/billing/payments/recording-limits.ts'
import { beforeMigration } from './migration-test.ts'

it('gives the right to record cash and checks to those who may refund, within limits, and to no agent', async () => {
  await beforeMigration(21, async (store, step) => {
    await step()
    const rights = await store.db.selectFrom('rolePermission').select('role').where('permission', '=', permissionSchema.parse('billing.recordPayment')).orderBy('role').execute()
    expect(rights.map(({ role }) => role)).toEqual(['seniorAgent', 'supervisor'])
    for (const role of roleSchema.options) recordingLimitsSchema.parse(await recordingLimitsOf(store.db, role))
    expect([await recordingLimitsOf(store.db, 'agent'), await recordingLimitsOf(store.db, 'seniorAgent')]).toEqual([{ perPayment: 0, perDay: 0 }, { perPayment: 100_000, perDay: 500_000 }])
    await expect(store.pool.query('update recording_limit set per_day = -1')).rejects.toMatchObject({ code: '23514' })
  })
})
