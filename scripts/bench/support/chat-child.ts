/** Processes of the measurement: the parent asks by name, the child answers; who is asked to stop, or has lost its parent, ends. */
import { fork, type ChildProcess } from 'node:child_process'

type Work = Record<string, () => Promise<unknown>> & { stop: () => Promise<void> }

export function serveParent(work: Work): void {
  process.on('message', (asked: { ask: string }) => {
    void work[asked.ask]!().then((answer) => {
      process.send?.({ answer })
      if (asked.ask === 'stop') process.disconnect()
    })
  })
  process.on('disconnect', () => process.exit(0))
}

export type ChatChild = { ready: string; ask: (what: string) => Promise<unknown>; stop: () => Promise<void> }

/** One question at a time. @param file beside this one */
export async function startChatChild(file: string, args: string[] = []): Promise<ChatChild> {
  const child = fork(new URL(file, import.meta.url), args, { execArgv: [...process.execArgv, '--expose-gc'] })
  const { ready } = await heard<{ ready: string }>(child)
  const ask = async (what: string): Promise<unknown> => {
    const answer = heard<{ answer: unknown }>(child)
    child.send({ ask: what })
    return (await answer).answer
  }
  return {
    ready, ask,
    stop: async () => {
      if (!child.connected) return
      const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()))
      child.send({ ask: 'stop' })
      await gone
    },
  }
}

function heard<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const ended = (): void => reject(new Error('a process of the measurement ended'))
    child.once('exit', ended)
    child.once('message', (message) => {
      child.off('exit', ended)
      resolve(message as T)
    })
  })
}
