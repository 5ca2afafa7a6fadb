/** The demo's modems, and which of them its outages have put out: one rule for the hours before the filling and for the simulator. */
import { sql } from 'kysely'
import { isAt } from '#shared/features/outages/affects.ts'
import type { Area } from '#shared/features/outages/outages.schema.ts'
import type { Queryable } from '../store/store.ts'

export type DemoModem = { modem: string; node: string; latitude: number | null; longitude: number | null }
/** ms since 1970; `to` is null while it lasts. */
export type DemoOutage = { nodes: string[]; area: Area | null; from: number; to: number | null }

/** One of each customer with internet, in the order of their addresses. */
export async function listDemoModems(db: Queryable): Promise<DemoModem[]> {
  const { rows } = await sql<DemoModem>`
    select mac_address as modem, node, latitude, longitude from equipment join customer on customer.id = equipment.customer_id
    where equipment.removed_at is null and equipment.kind in ('modem', 'gateway') and mac_address is not null and customer.removed_at is null and status in ('active', 'suspended') and node is not null
    order by mac_address`.execute(db)
  return rows
}

/** What somebody has confirmed, with the parts of it; what is only suspected is so because modems are off, and not the other way round. */
export async function listDemoOutages(db: Queryable): Promise<DemoOutage[]> {
  const { rows } = await sql<{ nodes: string[]; area: Area | null; began: string; restored: string | null }>`
    select part.nodes, part.area, part.began_at as began, coalesce(part.restored_at, whole.restored_at) as restored
    from service_problem part left join service_problem whole on whole.id = part.parent_id
    where part.kind = 'outage' and part.standing in ('confirmed', 'joined') and part.removed_at is null`.execute(db)
  return rows.map(({ began, restored, ...where }) => ({ ...where, from: Date.parse(began), to: restored === null ? null : Date.parse(restored) }))
}

export const isDark = (modem: DemoModem, outages: readonly DemoOutage[], at: number): boolean =>
  outages.some((outage) => outage.from <= at && (outage.to === null || outage.to > at) && isAt(outage, modem))
