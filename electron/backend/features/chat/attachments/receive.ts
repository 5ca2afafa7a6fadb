/** A file on its way in: never more of it in memory than one may have, nor of all together; cut where it is too long, and where nothing comes. */
import { Readable } from 'node:stream'
import { AppError, wrong } from '#shared/kernel/errors.ts'
import { MAX_ATTACHMENT_BYTES } from '#shared/features/chat/attachments.ts'
import type { Timers } from '../../../timers.ts'

/** Of one node at once: eighty megabytes of its memory. */
const MOST_AT_ONCE = 8
const LOOK_MS = 10_000
/** In that time at least so much comes, bytes, or it takes somebody's turn away. */
const FEWEST = 4_096
/** A whole file has come by then, in looks: two minutes. Who sends in drops holds a turn that others wait for. */
const MOST_LOOKS = 12
/** Of one address at once. */
const MOST_OF_ADDRESS = 2

export const tooLong = (): AppError<'limitExceeded'> => new AppError('limitExceeded', { limit: MAX_ATTACHMENT_BYTES, left: 0, unit: 'bytes' })

/** @throws AppError `limitExceeded` with what comes too many; `validation` where it stops, or is none */
export async function receive(stream: unknown, timers: Timers): Promise<Buffer> {
  // Of another type, or none: nothing comes.
  if (!(stream instanceof Readable)) throw wrong('file', 'empty')
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = []
    let [length, before, looks] = [0, 0, 0]
    const end = (error: AppError | null): void => {
      stopLooking()
      stream.off('data', take).off('end', whole).off('error', cut).off('close', cut)
      // Without a listener an error of the line would end the process.
      stream.on('error', () => undefined)
      if (error === null) return resolve(Buffer.concat(chunks, length))
      stream.pause()
      reject(error)
    }
    const take = (chunk: Buffer): void => {
      length += chunk.length
      if (length > MAX_ATTACHMENT_BYTES) return end(tooLong())
      chunks.push(chunk)
    }
    const whole = (): void => end(length === 0 ? wrong('file', 'empty') : null)
    const cut = (): void => end(wrong('file', 'cut'))
    const stopLooking = timers.every(LOOK_MS, () => {
      looks += 1
      if (length - before < FEWEST || looks >= MOST_LOOKS) return cut()
      before = length
    })
    stream.on('data', take).on('end', whole).on('error', cut).on('close', cut)
  })
}

/** Who may come in: one of a conversation, few of an address, and no more than the node has room for. */
export function createTurns() {
  const taken = new Map<string, string | null>()
  return async function inTurn<T>(conversationId: string, address: string | null, work: () => Promise<T>): Promise<T> {
    if (address !== null && [...taken.values()].filter((each) => each === address).length >= MOST_OF_ADDRESS) throw new AppError('limitExceeded', { limit: MOST_OF_ADDRESS, left: 0, unit: 'uploads' })
    if (taken.has(conversationId) || taken.size >= MOST_AT_ONCE) throw new AppError('limitExceeded', { limit: taken.has(conversationId) ? 1 : MOST_AT_ONCE, left: 0, unit: 'uploads' })
    taken.set(conversationId, address)
    try {
      return await work()
    } finally {
      taken.delete(conversationId)
    }
  }
}
export type Turns = ReturnType<typeof createTurns>
