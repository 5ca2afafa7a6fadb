/** The board without a pointer: one visit has the focus, arrows go to the next one; what is picked up is carried by the same arrows. */
import { secondsOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { stepped } from './board-axis.ts'
import { isMovable, startOf, type BoardModel, type BoardRow } from './board-model.ts'
import type { Carry } from './carry.ts'

/** Seconds. */
const STEP = 300

export type KeyOptions = {
  carry: Carry
  model: () => BoardModel | null
  rows: () => readonly BoardRow[]
  /** Seconds since 1970. */
  now: () => number
  mayMove: () => boolean
  focus: (visitId: string) => void
  drop: () => void
  putBack: () => void
  open: (visit: BoardVisit) => void
  unassign: (visit: BoardVisit) => void
}

const arrows: Record<string, readonly [across: number, down: number]> = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }

export function useBoardKeys(options: KeyOptions) {
  const { carry } = options

  /** @param visit the one that has the focus */
  function press(event: KeyboardEvent, visit: BoardVisit): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const act = actOf(event, visit)
    if (!act) return
    event.preventDefault()
    event.stopPropagation()
    act()
  }

  function actOf({ key }: KeyboardEvent, visit: BoardVisit): (() => void) | null {
    const arrow = arrows[key]
    const carrying = carry.carried.value?.by === 'keys'
    if (arrow) return () => (carrying ? carryBy(arrow) : goOn(visit, arrow))
    if (key === 'Enter' || key === ' ') return carrying ? options.drop : () => pickUp(visit)
    if (key === 'Escape' && carry.carried.value) return options.putBack
    if (carrying) return null
    if (key === 'd' || key === 'D') return () => options.open(visit)
    if ((key === 'u' || key === 'U') && visit.technicianId !== null && options.mayMove()) return () => options.unassign(visit)
    return null
  }

  function pickUp(visit: BoardVisit): void {
    if (!options.mayMove() || !isMovable(visit)) return options.open(visit)
    const [first] = options.rows()
    const opens = options.model()?.axis.columns[0]?.opens
    if (visit.technicianId !== null || !first || opens === undefined) return carry.pickUp(visit, 'keys')
    const promised = visit.promised ? secondsOf(visit.promised.from) : opens
    const now = Math.ceil(options.now() / STEP) * STEP
    // Behind the last hour that is shown there is nowhere to carry it.
    const isShown = options.model()?.axis.columns.some(({ closes }) => now < closes) ?? false
    carry.pickUp(visit, 'keys', { technicianId: first.technician.id, start: Math.max(promised, opens, isShown ? now : opens) })
  }

  function carryBy([across, down]: readonly [number, number]): void {
    const [model, now] = [options.model(), carry.carried.value]
    if (!model || !now) return
    const rows = options.rows()
    const index = rows.findIndex(({ technician }) => technician.id === now.target.technicianId)
    const next = rows[Math.min(rows.length - 1, Math.max(0, index + down))]
    carry.over({ technicianId: next?.technician.id ?? now.target.technicianId, start: across === 0 ? now.target.start : stepped(model.axis, now.target.start, across * STEP) })
  }

  /** Along the row, or to the visit of the next row that lies nearest. */
  function goOn(visit: BoardVisit, [across, down]: readonly [number, number]): void {
    const rows = options.rows()
    const index = rows.findIndex(({ technician }) => technician.id === visit.technicianId)
    const own = rows[index]?.visits ?? []
    if (across !== 0) {
      const next = own[own.findIndex(({ visit: { id } }) => id === visit.id) + across]
      return next && options.focus(next.visit.id)
    }
    for (let at = index + down; at >= 0 && at < rows.length; at += down) {
      const nearest = rows[at]!.visits.toSorted((one, other) => Math.abs(one.start - (startOf(visit) ?? 0)) - Math.abs(other.start - (startOf(visit) ?? 0)))[0]
      if (nearest) return options.focus(nearest.visit.id)
    }
  }
  return { press }
}
