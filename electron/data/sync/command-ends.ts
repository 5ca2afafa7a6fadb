/**
 * For those who wait for the end of a command: told by the pusher, after the transaction that ended it. That the entry
 * is gone proves nothing; only the pusher knows that it had its effect.
 */
import type { AppError } from '#shared/kernel/errors.ts'

export type CommandEnd =
  | { kind: 'done' }
  | { kind: 'refused'; error: AppError }
  /** Nothing was heard in time, or there is no hope of it: the entry says how far it came. */
  | { kind: 'unheard' }
  /** The desk is stopping: the file is not to be asked any more. */
  | { kind: 'stopped' }

export type CommandEnds = {
  /** @param isHopeless asked after each change of the line or the session. @param ms longest wait */
  wait(commandId: string, ms: number, isHopeless: () => boolean): Promise<CommandEnd>
  awaited(commandId: string): boolean
  tell(commandId: string, end: CommandEnd): void
  /** The line or the session is another now. */
  lookAgain(): void
  stop(): void
}

type Waiter = { end: (end: CommandEnd) => void; isHopeless: () => boolean }

export function createCommandEnds(): CommandEnds {
  const waiters = new Map<string, Waiter>()
  return {
    wait: (commandId, ms, isHopeless) =>
      new Promise((resolve) => {
        const end = (how: CommandEnd) => {
          clearTimeout(timer)
          waiters.delete(commandId)
          resolve(how)
        }
        const timer = setTimeout(() => end({ kind: 'unheard' }), ms)
        waiters.set(commandId, { end, isHopeless })
      }),
    awaited: (commandId) => waiters.has(commandId),
    tell: (commandId, end) => waiters.get(commandId)?.end(end),
    lookAgain() {
      for (const { end, isHopeless } of [...waiters.values()]) if (isHopeless()) end({ kind: 'unheard' })
    },
    stop() {
      for (const { end } of [...waiters.values()]) end({ kind: 'stopped' })
    },
  }
}
