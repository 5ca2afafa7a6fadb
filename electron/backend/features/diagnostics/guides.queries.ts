/** Guides as they are kept: each version for good, the newest is the one that begins. */
import { AppError } from '#shared/kernel/errors.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import type { Guide } from '#shared/features/diagnostics/guides.schema.ts'
import { readGuide } from '#shared/features/diagnostics/read-guide.ts'
import { MAX_GUIDE_VERSIONS, MAX_GUIDES, type GuideFile, type GuideListed } from '#shared/features/diagnostics/diagnostics.procedures.ts'
import type { Queryable, Store, Transaction } from '../../store/store.ts'

export type KeptGuide = { guide: Guide; version: number }

export async function listGuides(db: Queryable): Promise<GuideListed[]> {
  return (await newestOfEach(db)).map(({ version, source }) => {
    const { id, title, services } = read(source)
    return { id, version, title, services }
  })
}

const newestOfEach = (db: Queryable): Promise<{ guideId: string; version: number; source: string }[]> =>
  db.selectFrom('diagnosticGuide').distinctOn('guideId').select(['guideId', 'version', 'source']).orderBy('guideId').orderBy('version', 'desc').limit(MAX_GUIDES).execute()

/** @param version null for the newest. @throws AppError `notFound` */
export async function getGuide(db: Queryable, guideId: string, version: number | null): Promise<KeptGuide> {
  const found = await findSource(db, guideId, version)
  return { guide: read(found.source), version: found.version }
}

/** @throws AppError `notFound` */
export async function guideFile(db: Queryable, guideId: string, version: number | null): Promise<GuideFile> {
  const found = await findSource(db, guideId, version)
  const versions = await db.selectFrom('diagnosticGuide').select(['version', 'publishedAt as at', 'publishedBy as by']).where('guideId', '=', guideId).orderBy('version', 'desc').limit(MAX_GUIDE_VERSIONS).execute()
  return { guideId, ...found, versions }
}

/** 0 where there is none. */
export async function newestVersion(db: Queryable, guideId: string): Promise<{ version: number; by: string | null; at: string | null }> {
  const found = await db.selectFrom('diagnosticGuide').select(['version', 'publishedBy as by', 'publishedAt as at']).where('guideId', '=', guideId).orderBy('version', 'desc').limit(1).executeTakeFirst()
  return found ?? { version: 0, by: null, at: null }
}

async function findSource(db: Queryable, guideId: string, version: number | null): Promise<{ version: number; source: string }> {
  const of = db.selectFrom('diagnosticGuide').select(['version', 'source']).where('guideId', '=', guideId)
  const found = await (version === null ? of.orderBy('version', 'desc').limit(1) : of.where('version', '=', version)).executeTakeFirst()
  if (!found) throw new AppError('notFound', { what: 'guide' })
  return found
}

/** Nothing gets in that was not read before. */
const known = new Map<string, Guide>()
const MOST_KNOWN = 200
function read(source: string): Guide {
  const before = known.get(source)
  if (before) return before
  const { guide, faults } = readGuide(source)
  if (!guide) throw new AppError('internal', { detail: `guide: ${faults[0]?.what ?? ''}` })
  if (known.size >= MOST_KNOWN) known.clear()
  known.set(source, guide)
  return guide
}

/**
 * What came with the program, as the next version where it differs from the one before; not where the operator's people have published one of their own.
 * @throws Error for a file that is no guide
 */
export async function keepShippedGuides({ db }: Store, clock: Clock, sources: readonly string[]): Promise<void> {
  await db.transaction().execute(async (trx) => {
    // Parsed are those alone that are not there as they are: each start passes here.
    const kept = new Set((await newestOfEach(trx)).map(({ source }) => source))
    for (const source of sources) if (!kept.has(source)) await keepShipped(trx, clock, source)
  })
}

async function keepShipped(trx: Transaction, clock: Clock, source: string): Promise<void> {
  const { guide, faults } = readGuide(source)
  if (!guide) throw new Error(`a guide that came with the program: ${JSON.stringify(faults)}`)
  const { version, by } = await newestVersion(trx, guide.id)
  if (by !== null) return
  await trx.insertInto('diagnosticGuide').values({ guideId: guide.id, version: version + 1, source, publishedAt: isoInstant(clock.now()), publishedBy: null }).onConflict((conflict) => conflict.doNothing()).execute()
}
