/**
 * What is the same for every customer and changes a few times a year, such as the catalog, kept while the program runs: what
 * was told lately is told again at once, and older than that it is asked for behind the answer.
 */
import type { DeskCore } from '../desk-core.ts'
import { ask, type Options } from './ask-backend.ts'
import type { Api } from './api-client.ts'

/** Milliseconds. */
const FRESH_MS = 5 * 60 * 1000

export type KeptAnswer<T> = { get(): Promise<T> }

/** @param now milliseconds. @param key who asks whom: of another backend or agent nothing is told. */
export function createKeptAnswer<T>(tell: () => Promise<T>, { now, key }: { now: () => number; key: () => string }): KeptAnswer<T> {
  let kept: { key: string; at: number; answer: T } | null = null
  let asking: { key: string; answer: Promise<T> } | null = null

  function fetch(): Promise<T> {
    const asked = key()
    if (asking?.key === asked) return asking.answer
    const answer = tell().then((told) => {
      kept = { key: asked, at: now(), answer: told }
      return told
    }).finally(() => {
      if (asking?.answer === answer) asking = null
    })
    asking = { key: asked, answer }
    return answer
  }
  return {
    async get() {
      if (kept?.key !== key()) return fetch()
      const { at, answer } = kept
      // Whether the next answer is newer is seen when it is asked for again.
      if (now() - at > FRESH_MS) void fetch().catch(() => undefined)
      return answer
    },
  }
}

/** Of the backend, for the agent who is signed in. */
export const keptAnswerOf = <T>(core: DeskCore, work: (api: Api, options: Options) => Promise<T>): KeptAnswer<T> =>
  createKeptAnswer(() => ask(core, false, work), { now: () => core.clock.now(), key: () => `${core.backendUrl} ${core.session.requireAgent().id}` })
