/** Runs once what is mounted now has been painted. A message comes right behind the frame; a second frame would be up to 16 ms too late. */
export function afterPaint(work: () => void): void {
  requestAnimationFrame(() => {
    const { port1, port2 } = new MessageChannel()
    port1.onmessage = () => (work(), port1.close())
    port2.postMessage(0)
  })
}
