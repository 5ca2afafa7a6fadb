/** Who is inside a problem. */
import { sql } from 'kysely'
import { boundsOf, isInside, type Position } from '#shared/features/outages/area.ts'
import type { AffectedService, Area } from '#shared/features/outages/outages.schema.ts'
import type { Queryable } from '../../store/store.ts'

export type Extent = { nodes: readonly string[]; area: Area | null; services: readonly AffectedService[] }

/** Customers whose services run, of these services, inside any of the extents; each counted once. */
export async function countAffected(db: Queryable, extents: readonly Extent[]): Promise<number> {
  const inside = new Set<string>()
  for (const extent of extents) for (const id of await listAffected(db, extent)) inside.add(id)
  return inside.size
}

/** A bundle may have any of them in it: as the desks see it (`shared/features/outages/affects.ts`). */
async function listAffected(db: Queryable, { nodes, area, services }: Extent): Promise<string[]> {
  const [west, south, east, north] = area ? boundsOf(area.ring) : [0, 0, 0, 0]
  const { rows } = await sql<{ id: string; node: string | null; longitude: number | null; latitude: number | null }>`
    select id, node, longitude, latitude from customer
    where removed_at is null and status in ('active', 'suspended')
      and (node = any(${[...nodes]}) ${area ? sql`or (latitude between ${south} and ${north} and longitude between ${west} and ${east})` : sql``})
      and exists (select from product where product.customer_id = customer.id and product.removed_at is null and product.status <> 'ended' and product.kind = any(${[...services, 'bundle']}))`.execute(db)
  const byNode = new Set(nodes)
  return rows.filter((row) => (row.node !== null && byNode.has(row.node)) || (area !== null && isInside(area.ring, [row.longitude, row.latitude] as Position))).map(({ id }) => id)
}
