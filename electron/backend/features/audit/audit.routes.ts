import type { z } from 'zod'
import type { recordAccountReadSchema } from '#shared/features/audit/audit.procedures.ts'
import { AUDIT_PAGE, EXPORT_PAGE, MAX_EXPORTED, type AuditFilter, type AuditPlace, type AuditVerifyStep } from '#shared/features/audit/audit.schema.ts'
import { runCommand, type Effect } from '../../command.ts'
import { router, type RequestContext } from '../../http/router.ts'
import { readAudited } from '../../read-audited.ts'
import { writeAudit } from '../../write-audit.ts'
import { getCustomer } from '../customers/customers.queries.ts'
import { accessReport } from './access-report.ts'
import { countAudit, listAudit } from './audit.queries.ts'
import { readCheckpoints } from './checkpoints.ts'
import { csvPart, jsonLinesPart } from './export-audit.ts'
import { findHead, readChainId } from './read-chain.ts'
import { verifyStep } from './verify-chain.ts'

/** The command's own audit entry is the whole effect; it keeps when the agent read, which may be hours before. */
export const recordAccountRead: Effect<z.infer<typeof recordAccountReadSchema>> = async (trx, { customerId }) => {
  await getCustomer(trx, customerId)
  return {}
}

/** What was looked for: codes and times as they are, of typed text only that there was some. */
function told({ agent, customer, action, outcome, from, to, contactId, overrides, outsideContact }: AuditFilter): Record<string, string | boolean> {
  const said = { action, outcome, from, to, contactId }
  const codes = Object.fromEntries(Object.entries(said).flatMap(([key, value]) => (value === null ? [] : [[key, value]])))
  return { ...codes, ...(agent === null ? {} : { agent: true }), ...(customer === null ? {} : { customer: true }), ...(overrides ? { overrides } : {}), ...(outsideContact ? { outsideContact } : {}) }
}

/** One line at the beginning and one at the end: each part would otherwise lengthen what it goes through. */
async function verify({ services, asked, signedIn, background }: RequestContext, from: AuditPlace | null): Promise<AuditVerifyStep> {
  const { store, clock, checkpoints } = services
  const line = (detail: Record<string, string | number | boolean>) => writeAudit(store.db, clock, { action: asked.action, by: signedIn(), detail: { ...detail, background } })
  if (from === null) await line({ step: 'begun' })
  const total = (await findHead(store))?.position ?? 0
  const read = checkpoints && (await readCheckpoints(checkpoints.directory, await readChainId(store)))
  const { place, verification } = await verifyStep(store, from, { checkpoints: read })
  if (verification) await line({ step: 'done', ok: verification.ok, entries: verification.entries, ...(verification.fault ? { fault: verification.fault.kind } : {}) })
  return { place, total, verification }
}

export const auditRoutes = {
  recordAccountRead: router.audit.recordAccountRead.handler(({ context, input }) =>
    runCommand(context, input, recordAccountRead, ({ readAt }) => ({ readAt })),
  ),
  entries: router.audit.entries.handler(({ context, input: { filter, before } }) =>
    readAudited(context, { detail: ({ entries }) => ({ ...told(filter), entries: entries.length }) }, async (trx) => ({
      ...(await listAudit(trx, filter, { before, limit: AUDIT_PAGE })),
      count: before === null ? await countAudit(trx, filter) : null,
    })),
  ),
  exportEntries: router.audit.exportEntries.handler(({ context, input: { filter, format, before, exported } }) =>
    readAudited(context, { detail: ({ entries }) => ({ ...told(filter), format, exported: exported + entries }) }, async (trx) => {
      const { entries, next } = await listAudit(trx, filter, { before, limit: Math.min(EXPORT_PAGE, MAX_EXPORTED - exported) })
      const text = format === 'csv' ? csvPart(entries, before === null) : jsonLinesPart(entries)
      return { text, entries: entries.length, next: exported + entries.length < MAX_EXPORTED ? next : null, whole: next === null }
    }),
  ),
  accessReport: router.audit.accessReport.handler(({ context, input: { customerId } }) =>
    readAudited(context, { customerId }, async (trx) => ({ text: await accessReport(trx, context.services.clock, customerId) })),
  ),
  verify: router.audit.verify.handler(({ context, input: { from } }) => verify(context, from)),
}
