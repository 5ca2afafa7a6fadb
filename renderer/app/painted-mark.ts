import { afterPaint } from './after-paint.ts'

type Mark = 'usable' | 'sign-in-usable'
const marked = new Set<Mark>()

/** Puts down a performance mark once what is mounted now has been painted; the first time only. Benches read it. */
export function markPainted(name: Mark): void {
  if (marked.has(name)) return
  marked.add(name)
  afterPaint(() => performance.mark(name))
}

/** To be called while a frame is being made, such as by a drawn map: puts it down right behind that frame, in place of the one before. */
export function markFrame(name: 'outage-map-drawn' | 'outage-map-updated'): void {
  const { port1, port2 } = new MessageChannel()
  port1.onmessage = () => (performance.clearMarks(name), performance.mark(name), port1.close())
  port2.postMessage(0)
}
