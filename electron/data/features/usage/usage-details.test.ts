import { beforeEach, describe, expect, it } from 'vitest'
import { manualClock } from '#shared/kernel/clock.ts'
import type { UsageDetail } from '#shared/features/usage/usage.schema.ts'
import { idOf } from '../../../../tests/integration/desk/support/rows.ts'
import { makeRow } from '../../../../tests/support/rows.ts'
import { migrate } from '../../database/migrate.ts'
import { openFile } from '../../database/open.ts'
import { ensureStreamTables, upsertRows } from '../../database/stream-tables.ts'
import type { WritableDb } from '../../database/statements.ts'
import { keepUsageDetail } from './usage-details.commands.ts'
import { findUsageDetail, isUsageDetailOld, usageProjection } from './usage-details.queries.ts'

const clock = manualClock(Date.parse('2026-11-10T09:00:00.000Z'))
const [customerId, other, cycleId] = [idOf(1, 1), idOf(1, 2), idOf(2, 1)]
let db: WritableDb
beforeEach(() => {
  db = openFile(null, null) as WritableDb
  migrate(db)
  ensureStreamTables(db)
})

const cycle = (version: number) => makeRow('usageConsumption', { id: cycleId, customerId, version, periodStart: '2026-11-05', periodEnd: '2026-12-04', usedMegabytes: 5_000 })
const detail = (version: number, of = customerId): UsageDetail => ({
  customerId: of, asOf: '2026-11-10T09:00:00.000Z', today: '2026-11-10', previous: null,
  current: {
    usageConsumptionId: cycleId, version, periodStart: '2026-11-05', periodEnd: '2026-12-04', usedMegabytes: 5_000, allowanceMegabytes: null,
    days: ['05', '06', '07', '08', '09'].map((day) => ({ day: `2026-11-${day}`, megabytes: 1_000 })),
  },
})
const keep = (kept: UsageDetail) => keepUsageDetail(db, clock, 'ana', kept)
const isOld = (later = 0) => isUsageDetailOld(db, customerId, clock.now() + later)

describe('the copy of the days', () => {
  it('is asked for where there is a cycle and none, an older or an old one is here; never where nothing is measured', () => {
    expect(isOld()).toBe(false)
    upsertRows(db, 'usageConsumption', [cycle(2)])
    expect(isOld()).toBe(true)
    keep(detail(1))
    expect(isOld()).toBe(true)
    keep(detail(2))
    expect([isOld(), isOld(3_599_000), isOld(3_601_000)]).toEqual([false, false, true])
    // The row is on its way.
    keep(detail(3))
    expect(isOld()).toBe(false)
  })

  it('projects only together with the row that it is of', () => {
    upsertRows(db, 'usageConsumption', [cycle(2)])
    keep(detail(1))
    expect(usageProjection(db, customerId)).toBeNull()
    keep(detail(2))
    expect(usageProjection(db, customerId)).toMatchObject({ point: 30_000, today: '2026-11-10', knownDays: 5 })
  })

  it('goes when its account is neither open nor was lately, and is none in a shape of another program', () => {
    keep(detail(1, other))
    keep(detail(1))
    expect([findUsageDetail(db, other), findUsageDetail(db, customerId)]).toEqual([null, detail(1)])
    db.exec(`update usageDetail set detail = '{"customerId":"x"}'`)
    expect(findUsageDetail(db, customerId)).toBeNull()
  })
})
