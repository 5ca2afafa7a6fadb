/** The tables of diagnostics that are no streams, as Kysely sees them. */
import type { ColumnType, Generated } from 'kysely'
import type { ActionKind, Measurement } from '#shared/features/diagnostics/equipment.schema.ts'
import type { ActionState } from '#shared/features/diagnostics/runs.schema.ts'

export type DiagnosticsTables = {
  /** `publishedBy` null: it came with the program. */
  diagnosticGuide: { guideId: string; version: number; source: string; publishedAt: string; publishedBy: string | null }
  /** `measuredAt`: when the box was asked. `measurement` null: nobody waited for it, or it was asked for its levels. */
  equipmentMeasurement: { id: string; customerId: string; equipmentId: string | null; measuredAt: string; measuredBy: string; measurement: ColumnType<Measurement | null, never, string> }
  equipmentAction: {
    id: string; customerId: string; equipmentId: string; runId: string; action: ActionKind; state: ActionState; requestedAt: string
    finishedAt: Generated<string | null>; attempts: Generated<number>; claimedUntil: Generated<string | null>
  }
}
