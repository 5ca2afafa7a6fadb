/** Whether some of these technicians go somewhere, asked of the database by the rule of `coversPlace`: so that a list's limit counts those alone that belong to it. A property test holds the two together. */
import { sql, type RawBuilder } from 'kysely'
import type { Territory } from '#shared/features/dispatch/territory.ts'

type Area = NonNullable<Territory['area']>

/** @param of the table with the place: `city`, `postal_code`, `node`, `latitude`, `longitude` */
export function isCovered(territories: readonly Territory[], of: 'workOrder' | 'customer'): RawBuilder<boolean> {
  if (territories.some(isEverywhere)) return sql<boolean>`true`
  const column = (name: string) => sql.ref(`${of}.${name}`)
  const among = (words: readonly string[]) => sql`any(${sql.val([...new Set(words)])}::text[])`
  const areas = [...new Set(territories.flatMap(({ area }) => (area === null ? [] : [polygonOf(area)])))]
  // Read once for the whole query: it names no row.
  const drawn = sql`array(select ring::polygon from unnest(${sql.val(areas)}::text[]) ring)`
  // Null is neither true nor false to SQL, and no place to a person.
  return sql<boolean>`(coalesce(${column('city')} = ${among(territories.flatMap(({ cities }) => cities))}, false)
    or coalesce(${column('postalCode')} = ${among(territories.flatMap(({ postalCodes }) => postalCodes))}, false)
    or coalesce(${column('node')} = ${among(territories.flatMap(({ nodes }) => nodes))}, false)
    or exists (select from unnest(${drawn}) area where area @> point(${column('longitude')}, ${column('latitude')})))`
}

const isEverywhere = ({ cities, postalCodes, nodes, area }: Territory): boolean => cities.length + postalCodes.length + nodes.length === 0 && area === null

/** As PostgreSQL reads one: `((x,y),(x,y),(x,y))`. */
const polygonOf = ({ ring }: Area): string => `(${ring.map(([x, y]) => `(${x},${y})`).join(',')})`
