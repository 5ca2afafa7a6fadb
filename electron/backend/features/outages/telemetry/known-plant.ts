/** The plant as the leader knows it, read again when it has changed; and the planned work that holds alarms back. */
import { sql } from 'kysely'
import type { Position } from '#shared/features/outages/area.ts'
import { isAt } from '#shared/features/outages/affects.ts'
import type { Area } from '#shared/features/outages/outages.schema.ts'
import { DAY_MS } from '#shared/kernel/calendar.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Queryable } from '../../../store/store.ts'
import type { Place } from '../detection/watched-plant.ts'

type KnownNode = Place & { modems: number; position: Position }
type Work = { nodes: string[]; area: Area | null; from: number; to: number }
export type KnownPlant = ReturnType<typeof openKnownPlant>

export function openKnownPlant(db: Queryable) {
  let changed = ''
  let nodes = new Map<string, KnownNode>()
  let works: Work[] = []

  const placeOf = (code: string): Place => nodes.get(code) ?? { hub: code, headend: code }
  /** Where on the map a node is, as who asks whether it is inside an area wants it. */
  const locate = (node: string) => {
    const [longitude, latitude] = nodes.get(node)?.position ?? [null, null]
    return { node, longitude, latitude }
  }

  return {
    placeOf,
    modemsOf: (code: string): number => nodes.get(code)?.modems ?? 0,
    locate,
    /** @param at ms since 1970 */
    isHeld: (code: string, at: number): boolean => works.some((work) => at >= work.from && at < work.to && isAt(work, locate(code))),
    /** @param now ms since 1970. @returns whether nodes may hang elsewhere now */
    async renew(now: number): Promise<boolean> {
      works = await listWorks(db, now)
      const newest = await lastChange(db)
      if (newest === changed) return false
      nodes = await readNodes(db)
      changed = newest
      return true
    },
  }
}

async function lastChange(db: Queryable): Promise<string> {
  const { rows } = await sql<{ changed: string }>`select changed_xid::text as changed from plant_element order by changed_xid desc limit 1`.execute(db)
  return rows[0]?.changed ?? 'none'
}

/** A node of which nobody says what feeds it stands alone. */
async function readNodes(db: Queryable): Promise<Map<string, KnownNode>> {
  const { rows } = await sql<{ code: string; hub: string; headend: string; modems: number; latitude: number; longitude: number }>`
    select node.code, coalesce(hub.code, node.code) as hub, coalesce(hub.parent_code, hub.code, node.code) as headend, node.modems, node.latitude, node.longitude
    from plant_element node left join plant_element hub on hub.code = node.parent_code and hub.removed_at is null
    where node.kind = 'node' and node.removed_at is null`.execute(db)
  return new Map(rows.map(({ code, latitude, longitude, ...node }) => [code, { ...node, position: [longitude, latitude] as Position }]))
}

/** Work that takes longer than was said holds nothing back any more: somebody should know. */
async function listWorks(db: Queryable, now: number): Promise<Work[]> {
  const { rows } = await sql<{ nodes: string[]; area: Area | null; begins: string; ends: string | null }>`
    select nodes, area, began_at as begins, least(restored_at, estimated_restoration_at) as ends from service_problem
    where kind = 'maintenance' and standing in ('confirmed', 'joined') and removed_at is null and (restored_at is null or restored_at > ${isoInstant(now - DAY_MS)})`.execute(db)
  return rows.map(({ nodes, area, begins, ends }) => ({ nodes, area, from: Date.parse(begins), to: ends === null ? Infinity : Date.parse(ends) }))
}
