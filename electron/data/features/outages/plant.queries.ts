/** The plant as this desk knows it: all of it, whatever its scope; and of the premises those of the customers that it holds. */
import { MAX_IN_VIEW, MAX_LISTED_PLANT, type ListedPlant, type PlantInView, type PlantView } from '#shared/features/outages/plant.schema.ts'
import { listStream } from '../../database/stream-tables.ts'
import { prepare, type Db } from '../../database/statements.ts'

const ABOVE_TAPS = `kind in ('headend', 'hub', 'node')`

export function listPlant(db: Db): ListedPlant {
  const order = `case kind when 'headend' then 0 when 'hub' then 1 else 2 end, code`
  return { elements: listStream(db, 'plantElement', `where ${ABOVE_TAPS} order by ${order} limit ${MAX_LISTED_PLANT}`) }
}

const IN_VIEW = 'latitude between ? and ? and longitude between ? and ?'

export function plantIn(db: Db, { west, south, east, north }: PlantView): PlantInView {
  const placesIn = (table: 'plantElement' | 'customer', which = '') => prepare(db, `select latitude, longitude from ${table} where ${which}${IN_VIEW} limit ${MAX_IN_VIEW + 1}`).all(south, north, west, east) as PlantInView['taps']
  const [taps, premises] = [placesIn('plantElement', `kind = 'tap' and `), placesIn('customer')]
  return { taps: taps.slice(0, MAX_IN_VIEW), premises: premises.slice(0, MAX_IN_VIEW), more: taps.length > MAX_IN_VIEW || premises.length > MAX_IN_VIEW }
}
