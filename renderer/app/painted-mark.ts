type Mark = 'usable' | 'sign-in-usable'
const marked = new Set<Mark>()

/** Puts down a performance mark once what is mounted now has been painted; the first time only. Benches read it. */
export function markPainted(name: Mark): void {
  if (marked.has(name)) return
  marked.add(name)
  requestAnimationFrame(() => {
    // A message is delivered after the frame; a second frame would be up to 16 ms too late.
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => (performance.mark(name), port1.close())
    port2.postMessage(0)
  })
}
