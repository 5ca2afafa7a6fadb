/** Administrators publish a guide: the next version, checked as their page has checked it, for whoever begins from now on. */
import { sql } from 'kysely'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_GUIDES, type PublishGuide } from '#shared/features/diagnostics/diagnostics.procedures.ts'
import { readGuide } from '#shared/features/diagnostics/read-guide.ts'
import type { Effect } from '../../command.ts'
import { requireRightNow } from '../../require-right-now.ts'
import { newestVersion } from './guides.queries.ts'

/** @throws AppError `validation` at `source` with the fault, and the step in `detail`; `conflict` of `diagnosticGuide` upon another version */
export const publishGuide: Effect<PublishGuide> = async (trx, { guideId, expectedVersion, source }, act) => {
  // Of two administrators the later one sees what the first has done.
  await sql`lock table diagnostic_guide in share row exclusive mode`.execute(trx)
  await requireRightNow(trx, act, 'guides.manage')
  const { version, by, at } = await newestVersion(trx, guideId)
  if (version !== expectedVersion) throw new AppError('conflict', { stream: 'diagnosticGuide', current: version === 0 ? null : { version }, changedBy: by, changedAt: at })
  const { guide, faults } = readGuide(source)
  if (!guide) throw new AppError('validation', { issues: faults.map(({ what, step }) => ({ path: `source${step === null ? '' : `.${step}`}`, message: what })) })
  if (guide.id !== guideId) throw wrong('source', 'otherGuide')
  const { guides } = await trx.selectFrom('diagnosticGuide').select(({ fn }) => fn.count<string>('guideId').distinct().as('guides')).executeTakeFirstOrThrow()
  if (version === 0 && Number(guides) >= MAX_GUIDES) throw new AppError('limitExceeded', { limit: MAX_GUIDES, left: 0, unit: 'guides' })
  await trx.insertInto('diagnosticGuide').values({ guideId, version: version + 1, source, publishedAt: act.at, publishedBy: act.by.agent.displayName }).execute()
  act.note({ version: version + 1, steps: guide.steps.length })
  return {}
}
