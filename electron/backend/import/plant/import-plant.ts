/** An operator's plant into the database: the file is all of it, and comes in whole or not at all. */
import { sql } from 'kysely'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { lockPlant, refreshPlant } from '../../features/outages/refresh-plant.ts'
import { announceChange } from '../../store/announce.ts'
import { bulkInsert } from '../../store/bulk-insert.ts'
import type { Queryable, Store, Transaction } from '../../store/store.ts'
import { writeAudit } from '../../write-audit.ts'
import type { Encoding } from '../csv-file.ts'
import { readPlantFile, type FileElement } from './plant-file.ts'

export type PlantImportOptions = {
  file: string
  encoding: Encoding | null
  dryRun: boolean
  clock: Clock
  /** Null when there is no database yet: then everything would be new. Asked for only when the file has proved readable. */
  openStore: () => Promise<Store | null>
}
/** How many elements. `kept`: not in the file, but there are customers at them. */
export type PlantReport = { read: number; added: number; changed: number; removed: number; kept: number; unchanged: number; dryRun: boolean }

type There = FileElement & { id: string; inUse: boolean }
type Plan = { added: FileElement[]; changed: (FileElement & { id: string })[]; removed: There[]; kept: number; unchanged: number }

/** The same file twice changes nothing. @throws ImportRefused before anything is written; PlantRefused with each line */
export async function importPlant({ file, encoding, dryRun, clock, openStore }: PlantImportOptions): Promise<PlantReport> {
  const wanted = await readPlantFile(file, encoding)
  const store = await openStore()
  try {
    const plan = !store ? planPlant(wanted, []) : dryRun ? planPlant(wanted, await thereIn(store.db)) : await store.db.transaction().execute((trx) => bringIn(trx, clock, wanted))
    return { read: wanted.length, added: plan.added.length, changed: plan.changed.length, removed: plan.removed.length, kept: plan.kept, unchanged: plan.unchanged, dryRun }
  } finally {
    await store?.close()
  }
}

/** A node that customers have stays, fed by what is still there. */
function planPlant(wanted: readonly FileElement[], there: readonly There[]): Plan {
  const [known, codes] = [new Map(there.map((one) => [one.code, one])), new Set(wanted.map(({ code }) => code))]
  const gone = there.filter(({ code }) => !codes.has(code))
  const kept = gone.filter(({ kind, inUse }) => kind === 'node' && inUse)
  const orphaned = kept.filter(({ parentCode }) => parentCode !== null && !codes.has(parentCode)).map((one) => ({ ...one, parentCode: null }))
  const before = wanted.flatMap((one) => (known.has(one.code) ? [{ ...one, id: known.get(one.code)!.id }] : []))
  const changed = before.filter((one) => !isSame(one, known.get(one.code)!))
  return {
    added: wanted.filter(({ code }) => !known.has(code)), changed: [...changed, ...orphaned], removed: gone.filter((one) => !kept.includes(one)),
    kept: kept.length, unchanged: before.length - changed.length,
  }
}

const isSame = (one: FileElement, other: FileElement): boolean => (['kind', 'parentCode', 'latitude', 'longitude'] as const).every((key) => one[key] === other[key])

/** A database from before the plant is brought up to date by the import itself, not by a look at it. */
async function thereIn(db: Queryable): Promise<There[]> {
  const { rows } = await sql<{ there: boolean }>`select to_regclass('plant_element') is not null as there`.execute(db)
  return rows[0]?.there ? listThere(db) : []
}

async function listThere(db: Queryable): Promise<There[]> {
  const { rows } = await sql<There>`
    select id, code, kind, parent_code as "parentCode", latitude, longitude,
      exists (select from customer where customer.node = plant_element.code and customer.removed_at is null and customer.latitude is not null) as "inUse"
    from plant_element where removed_at is null`.execute(db)
  return rows
}

async function bringIn(trx: Transaction, clock: Clock, wanted: readonly FileElement[]): Promise<Plan> {
  await lockPlant(trx)
  const plan = planPlant(wanted, await listThere(trx))
  const { added, changed, removed, unchanged } = plan
  if (added.length + changed.length + removed.length > 0) {
    await write(trx, clock, plan)
    await writeAudit(trx, clock, { action: 'outages.importPlant', by: null, detail: { added: added.length, changed: changed.length, removed: removed.length, unchanged } })
    await announceChange(trx, ['plantElement'], null)
  }
  await refreshPlant(trx, clock)
  return plan
}

/** Which customer hangs at which tap nobody tells. */
const counts = (kind: PlantElement['kind']) => (kind === 'tap' ? { premises: null, modems: null } : { premises: 0, modems: 0 })

async function write(trx: Transaction, clock: Clock, { added, changed, removed }: Plan): Promise<void> {
  if (removed.length > 0) await sql`update plant_element set removed_at = ${isoInstant(clock.now())}, version = version + 1 where id = any(${removed.map(({ id }) => id)}::uuid[])`.execute(trx)
  await sql`
    update plant_element set kind = given.kind, parent_code = given."parentCode", latitude = given.latitude, longitude = given.longitude, version = version + 1,
      premises = case when given.kind <> 'tap' then coalesce(premises, 0) end, modems = case when given.kind <> 'tap' then coalesce(modems, 0) end, city = case when given.kind = 'node' then city end
    from json_to_recordset(${JSON.stringify(changed)}::json) as given(id uuid, kind text, "parentCode" text, latitude double precision, longitude double precision)
    where given.id = plant_element.id`.execute(trx)
  await bulkInsert(trx, 'plantElement', added.map((element): PlantElement => ({ ...element, ...counts(element.kind), city: null, id: newId(clock), version: 1 })))
}
