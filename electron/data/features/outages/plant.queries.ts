/** The plant as this desk knows it: all of it, whatever its scope; and of the premises those of the customers that it holds. */
import { MAX_IN_VIEW, MAX_LISTED_PLANT, type ListedPlant, type PlantInView, type PlantView, type Premises } from '#shared/features/outages/plant.schema.ts'
import { listStream } from '../../database/stream-tables.ts'
import { findRow, prepare, type Db } from '../../database/statements.ts'

const ABOVE_TAPS = `kind in ('headend', 'hub', 'node')`

export function listPlant(db: Db): ListedPlant {
  const order = `case kind when 'headend' then 0 when 'hub' then 1 else 2 end, code`
  const { total } = findRow<{ total: number }>(db, `select count(*) as total from plantElement where ${ABOVE_TAPS}`)!
  return { elements: listStream(db, 'plantElement', `where ${ABOVE_TAPS} order by ${order} limit ${MAX_LISTED_PLANT}`), total }
}

const IN_VIEW = 'latitude between ? and ? and longitude between ? and ?'

export function plantIn(db: Db, { west, south, east, north }: PlantView): PlantInView {
  const view = [south, north, west, east]
  const taps = listStream(db, 'plantElement', `where kind = 'tap' and ${IN_VIEW} limit ${MAX_IN_VIEW + 1}`, ...view)
  const premises = prepare(db, `select id, latitude, longitude, node, status from customer where ${IN_VIEW} limit ${MAX_IN_VIEW + 1}`).all(...view) as Premises[]
  return { taps: taps.slice(0, MAX_IN_VIEW), premises: premises.slice(0, MAX_IN_VIEW), moreTaps: taps.length > MAX_IN_VIEW, morePremises: premises.length > MAX_IN_VIEW }
}
