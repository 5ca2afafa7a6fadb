/** Dragging by pointer: which technician and which time lie under it. Measured when it begins and when the board scrolls, never at each move. */
import type { BoardVisit } from '#shared/features/dispatch/board.schema.ts'
import { timeAt } from './board-axis.ts'
import { isMovable, startOf, type BoardModel, type BoardRow } from './board-model.ts'
import type { Carry } from './carry.ts'

/** Pixels that a press may move and still be a click. */
const CLICK_PX = 4
/** Pixels at the edge in which the board scrolls along. */
const EDGE_PX = 36

export type PointerOptions = {
  carry: Carry
  model: () => BoardModel | null
  rows: () => readonly BoardRow[]
  rowHeight: number
  /** Seconds between two times that a pointer may choose. */
  step: () => number
  mayMove: () => boolean
  body: () => HTMLElement | null
  scroller: () => HTMLElement | null
  /** The list of those that nobody has. */
  list: () => HTMLElement | null
  drop: () => void
  click: (visit: BoardVisit) => void
}

export function useBoardPointer(options: PointerOptions) {
  let pressed: { visit: BoardVisit; x: number; y: number; grip: number; pointerId: number } | null = null
  let box = { left: 0, top: 0, width: 1 }
  let list: DOMRect | null = null

  function measure(): void {
    const body = options.body()?.getBoundingClientRect()
    if (body) box = { left: body.left, top: body.top, width: body.width }
    list = options.list()?.getBoundingClientRect() ?? null
  }
  const secondsAt = (x: number): number => ((x - box.left) / box.width) * (options.model()?.axis.seconds ?? 0)

  function down(event: PointerEvent, visit: BoardVisit): void {
    if (event.button !== 0) return
    measure()
    const bar = (event.target as HTMLElement).closest('[data-visit]')?.getBoundingClientRect()
    // Where it was taken hold of stays under the pointer.
    pressed = { visit, x: event.clientX, y: event.clientY, grip: visit.technicianId && bar ? secondsAt(event.clientX) - secondsAt(bar.left) : 0, pointerId: event.pointerId }
    addEventListener('pointermove', move)
    addEventListener('pointerup', up, { once: true })
    addEventListener('pointercancel', cancel, { once: true })
  }

  function move(event: PointerEvent): void {
    const model = options.model()
    if (!pressed || !model || event.pointerId !== pressed.pointerId) return
    if (!options.carry.carried.value) {
      if (Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) < CLICK_PX || !options.mayMove() || !isMovable(pressed.visit)) return
      options.carry.pickUp(pressed.visit, 'pointer')
    }
    scrollAlong(event)
    options.carry.over(targetAt(event, model, pressed))
  }

  function targetAt({ clientX, clientY }: PointerEvent, { axis }: BoardModel, { visit, grip }: { visit: BoardVisit; grip: number }) {
    const rows = options.rows()
    const start = timeAt(axis, (clientX - box.left) / box.width - grip / axis.seconds, options.step())
    if (list && clientX >= list.left && clientX <= list.right && clientY >= list.top && clientY <= list.bottom) return { technicianId: null, start: startOf(visit) ?? start }
    const index = Math.min(rows.length - 1, Math.max(0, Math.floor((clientY - box.top) / options.rowHeight)))
    return { technicianId: rows[index]?.technician.id ?? null, start }
  }

  function scrollAlong({ clientY }: PointerEvent): void {
    const scroller = options.scroller()
    if (!scroller) return
    const { top, bottom } = scroller.getBoundingClientRect()
    const by = clientY < top + EDGE_PX ? -12 : clientY > bottom - EDGE_PX ? 12 : 0
    if (by === 0) return
    scroller.scrollBy(0, by)
    measure()
  }

  function up(): void {
    removeEventListener('pointermove', move)
    removeEventListener('pointercancel', cancel)
    const was = pressed
    pressed = null
    if (!was) return
    if (options.carry.carried.value?.by === 'pointer') options.drop()
    else options.click(was.visit)
  }
  /** Also by Esc. */
  function cancel(): void {
    removeEventListener('pointermove', move)
    removeEventListener('pointerup', up)
    pressed = null
    options.carry.putBack()
  }
  return { down, cancel }
}
