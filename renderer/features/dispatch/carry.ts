/**
 * A visit that somebody carries over the board, by pointer or by keys, and what it would cost to put it down there.
 *
 *   nothing ── pick up ──> carrying ── drop ──> asking, where a rule is broken ── reason ──> sent
 *                             └── Esc, or somebody else changed the visit ──> nothing
 */
import { computed, shallowRef, type ComputedRef, type ShallowRef } from 'vue'
import { dayKey, dayVisitOf } from '#shared/features/dispatch/board-days.ts'
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { consequencesOf, type Consequences } from '#shared/features/dispatch/consequences.ts'
import { travelSeconds } from '#shared/features/dispatch/travel.ts'
import { startOf, type BoardModel } from './board-model.ts'

/** Where it would be put; `technicianId` null is the list of those that nobody has. */
export type Target = { technicianId: string | null; start: number }
export type Carried = { visit: BoardVisit; target: Target; by: 'pointer' | 'keys' }
export type Carry = {
  carried: ShallowRef<Carried | null>
  /** Null where nothing is carried, or the board shows no such day. */
  consequences: ComputedRef<Consequences | null>
  pickUp: (visit: BoardVisit, by: Carried['by'], target?: Target) => void
  over: (target: Target) => void
  putBack: () => void
}

export function useCarry(model: Readonly<ShallowRef<BoardModel | null>>): Carry {
  const carried = shallowRef<Carried | null>(null)
  return {
    carried,
    consequences: computed(() => (carried.value && model.value ? weigh(model.value, carried.value) : null)),
    pickUp: (visit, by, target) => void (carried.value = { visit, by, target: target ?? { technicianId: visit.technicianId, start: startOf(visit) ?? 0 } }),
    over: (target) => {
      const now = carried.value
      if (now && (now.target.technicianId !== target.technicianId || now.target.start !== target.start)) carried.value = { ...now, target }
    },
    putBack: () => void (carried.value = null),
  }
}

function weigh({ days, axis }: BoardModel, { visit, target }: Carried): Consequences | null {
  const dayOf = (technicianId: string | null, start: number | null) => {
    if (technicianId === null || start === null) return null
    const column = axis.columns.find(({ opens, closes }) => start >= opens && start < closes)
    return (column && days.get(dayKey(technicianId, column.date))) ?? null
  }
  const from = dayOf(visit.technicianId, startOf(visit))
  const to = dayOf(target.technicianId, target.start)
  if (!to && target.technicianId !== null) return null
  return consequencesOf({ visit: dayVisitOf(visit, target.start), from, to }, travelSeconds)
}

/** It is where it was. */
export const isBack = ({ visit, target }: Carried): boolean => visit.technicianId === target.technicianId && (target.technicianId === null || startOf(visit) === target.start)
