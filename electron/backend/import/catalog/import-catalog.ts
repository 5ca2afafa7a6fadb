/** An operator's own catalog into the database: in one transaction, so that nobody is ever sold half of it. */
import { sql } from 'kysely'
import type { Clock } from '#shared/kernel/clock.ts'
import type { ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { insertOfferings, listOfferings } from '../../features/billing/catalog/catalog.queries.ts'
import { operatorToday } from '../../operator-day.ts'
import type { Queryable, Store, Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import { CatalogRefused, readCatalogFile } from './catalog-file.ts'
import { catalogProblems, planCatalog, type CatalogPlan } from './plan-catalog.ts'

export type CatalogImportOptions = {
  file: string
  dryRun: boolean
  clock: Clock
  /** The operator's, IANA. */
  timeZone: string
  /** Null when there is no database yet: then everything would be new. Asked for only when the file has proved readable. */
  openStore: () => Promise<Store | null>
}
/** How many offerings. `withdrawn`: their codes; who has one keeps it. */
export type CatalogReport = { read: number; added: number; changed: number; withdrawn: string[]; unchanged: number; dryRun: boolean }

/** The same file twice changes nothing. @throws ImportRefused before anything is written; CatalogRefused with each place */
export async function importCatalog({ file, dryRun, clock, timeZone, openStore }: CatalogImportOptions): Promise<CatalogReport> {
  const wanted = await readCatalogFile(file)
  const store = await openStore()
  try {
    const today = operatorToday({ clock, timeZone })
    const plan = !store ? judged(wanted, [], today)
      : dryRun ? judged(wanted, await thereIn(store.db), today)
      : await store.db.transaction().execute((trx) => bringIn(trx, clock, wanted, today))
    return { read: wanted.length, added: plan.added.length, changed: plan.changed.length, withdrawn: plan.withdrawn.map(({ code }) => code), unchanged: plan.unchanged, dryRun }
  } finally {
    await store?.close()
  }
}

function judged(wanted: readonly ProductOffering[], there: readonly ProductOffering[], today: string): CatalogPlan {
  const problems = catalogProblems(wanted, there)
  if (problems.length > 0) throw new CatalogRefused(problems)
  return planCatalog(wanted, there, today)
}

/** A database from before the catalog is brought up to date by the import itself, not by a look at it. */
async function thereIn(db: Queryable): Promise<ProductOffering[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('product_offering') is not null as there`.execute(db)
  return rows[0]?.there ? listOfferings(db) : []
}

/** Two imports at once come one after the other: the later one judges what the earlier one left. */
async function bringIn(trx: Transaction, clock: Clock, wanted: readonly ProductOffering[], today: string): Promise<CatalogPlan> {
  await sql`lock table product_offering in share row exclusive mode`.execute(trx)
  const plan = judged(wanted, await listOfferings(trx), today)
  const { added, changed, withdrawn, unchanged } = plan
  if (added.length + changed.length + withdrawn.length === 0) return plan
  await insertOfferings(trx, added)
  for (const offering of [...changed, ...withdrawn])
    await trx.updateTable('productOffering').set({ position: offering.position, offering: JSON.stringify(offering) }).where('code', '=', offering.code).execute()
  await writeAudit(trx, clock, { action: 'catalog.import', by: null, detail: { added: added.length, changed: changed.length, withdrawn: withdrawn.length, unchanged } })
  return plan
}
