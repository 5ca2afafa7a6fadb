/**
 * What follows from the customers: a node that they name is in the plant, in the middle of them where nobody said where it stands, and
 * each element says how many premises and modems are behind it, and a node in which town. The one place that does this, after an import and each hour.
 */
import { sql } from 'kysely'
import type { PlantElement } from '#shared/features/outages/plant.schema.ts'
import type { Clock } from '#shared/kernel/clock.ts'
import { newId } from '#shared/kernel/ids.ts'
import { announceChange } from '../../store/announce.ts'
import { bulkInsert } from '../../store/bulk-insert.ts'
import type { Transaction } from '../../store/store.ts'

/** Two nodes of a backend, or an import beside it, would add one twice. */
export const lockPlant = async (trx: Transaction): Promise<void> => void (await sql`lock table plant_element in share row exclusive mode`.execute(trx))

/** Writes what has changed alone. */
export async function refreshPlant(trx: Transaction, clock: Clock): Promise<void> {
  await lockPlant(trx)
  const missing = await missingNodes(trx)
  await bulkInsert(trx, 'plantElement', missing.map((node): PlantElement => ({ ...node, id: newId(clock), version: 1, kind: 'node', parentCode: null, premises: 0, modems: 0, city: null })))
  const recounted = await recount(trx)
  if (missing.length + recounted > 0) await announceChange(trx, ['plantElement'], null)
}

/** Customers without coordinates say where no node stands. */
async function missingNodes(trx: Transaction): Promise<Pick<PlantElement, 'code' | 'latitude' | 'longitude'>[]> {
  const { rows } = await sql<Pick<PlantElement, 'code' | 'latitude' | 'longitude'>>`
    select node as code, avg(latitude) as latitude, avg(longitude) as longitude from customer
    where removed_at is null and node = trim(node) and node <> '' and latitude is not null and longitude is not null
      and not exists (select from plant_element where plant_element.code = customer.node and plant_element.removed_at is null)
    group by node order by node`.execute(trx)
  return rows
}

/** Of everything behind it, whatever is between. @returns how many have other counts, or another town, now */
async function recount(trx: Transaction): Promise<number> {
  const { numAffectedRows = 0n } = await sql`
    with recursive home as (
      select node as code, count(*) as premises from customer where removed_at is null and node is not null group by node
    ), box as (
      select node as code, count(*) as modems from equipment join customer on customer.id = equipment.customer_id
      where equipment.removed_at is null and equipment.kind in ('modem', 'gateway') and customer.removed_at is null and customer.status in ('active', 'suspended') and node is not null group by node
    ), above (code, fed_by) as (
      select code, code from plant_element where kind = 'node' and removed_at is null
      union select above.code, element.parent_code from above join plant_element element on element.code = above.fed_by and element.removed_at is null where element.parent_code is not null
    ), behind as (
      select fed_by as code, coalesce(sum(premises), 0) as premises, coalesce(sum(modems), 0) as modems from above left join home using (code) left join box using (code) group by fed_by
    ), town as (
      select distinct on (node) node as code, city from customer where removed_at is null and node is not null and city is not null group by node, city order by node, count(*) desc, city
    ), counted as (
      select element.id, coalesce(behind.premises, 0) as premises, coalesce(behind.modems, 0) as modems, case when kind = 'node' then left(town.city, 80) end as city
      from plant_element element left join behind using (code) left join town using (code) where kind <> 'tap' and removed_at is null
    )
    update plant_element set premises = counted.premises, modems = counted.modems, city = counted.city, version = version + 1 from counted
    where counted.id = plant_element.id and (plant_element.premises, plant_element.modems, plant_element.city) is distinct from (counted.premises, counted.modems, counted.city)`.execute(trx)
  return Number(numAffectedRows)
}
