/** What stands on bills, in both languages: services, fees, taxes, more data, and the reasons of charges. */
import type { Bilingual } from '#shared/features/catalog/offerings.schema.ts'
import { ONE_TIME_FEE, TERMINATION_FEE } from '#shared/features/catalog/plan-contracts.ts'
import { MAX_LINE_NAMES } from '#shared/features/billing/bill-document.schema.ts'
import type { SpanishNames } from '#shared/features/billing/line-names.ts'
import type { Queryable } from '../../store/store.ts'
import { listReasons } from './adjustments.queries.ts'
import { listOfferings } from './catalog/catalog.queries.ts'

/** Each English name once; of two that differ in Spanish the one of the catalog, and there the later one. At most MAX_LINE_NAMES. */
export async function listLineNames(db: Queryable): Promise<Bilingual[]> {
  const taxes = await db.selectFrom('taxRate').select(['name as english', 'spanish']).distinct().where('spanish', 'is not', null).limit(MAX_LINE_NAMES).execute()
  const topUps = await db.selectFrom('usageTopUpOffer').select(['name as english', 'spanish']).distinct().where('spanish', 'is not', null).limit(MAX_LINE_NAMES).execute()
  const offered = (await listOfferings(db)).flatMap(({ name, detail, feeName }) => [detail, feeName, name])
  const names = [...(await listReasons(db)), ...taxes, ...topUps, TERMINATION_FEE, ONE_TIME_FEE, ...offered]
  const known = new Map(names.flatMap((each) => (each?.spanish ? [[each.english, each.spanish] as const] : [])))
  return [...known].slice(-MAX_LINE_NAMES).map(([english, spanish]) => ({ english, spanish }))
}

export const readSpanishNames = async (db: Queryable): Promise<SpanishNames> =>
  new Map((await listLineNames(db)).map(({ english, spanish }) => [english, spanish]))
