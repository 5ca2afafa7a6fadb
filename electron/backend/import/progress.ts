/** Progress on the standard error: one moving line at a terminal, one line a second elsewhere. */
import type { WriteStream } from 'node:tty'

export function progressLine(stream: WriteStream, now: () => number = () => performance.now()): { show(done: number, total: number): void; end(): void } {
  let last = -Infinity
  const interval = stream.isTTY ? 100 : 1_000
  return {
    show: (done, total) => {
      if (now() - last < interval && done < total) return
      last = now()
      const percent = total === 0 ? 100 : Math.floor((done / total) * 100)
      stream.write(`${stream.isTTY ? '\r' : ''}${done.toLocaleString('en-US')} of ${total.toLocaleString('en-US')} rows, ${percent} %${stream.isTTY ? '  ' : '\n'}`)
    },
    end: () => {
      if (stream.isTTY && last !== -Infinity) stream.write('\n')
    },
  }
}
