/** What only the backend knows, such as limits, terms, and the next bill as it stands. */
import { AppError } from '#shared/kernel/errors.ts'
import type { DeskCore } from '../desk-core.ts'
import type { Api } from './api-client.ts'

export type Options = Parameters<Api['billing']['approvals']>[1]

/** @param looked somebody opened it; what a window asks again by itself does not put the session's idle end off. @param signal of a wait that somebody may give up. @throws AppError `offline` */
export async function ask<T>(core: DeskCore, looked: boolean, work: (api: Api, options: Options) => Promise<T>, signal?: AbortSignal): Promise<T> {
  if (looked) core.session.noteUse()
  return (await network(core)).api.call((api, options) => work(api, options), signal, !looked)
}

/** Nobody waits for a call of which it is known that it cannot succeed. @throws AppError `offline` */
export function network(core: DeskCore): ReturnType<DeskCore['network']> {
  const { state, problem } = core.connectivity.state
  if (state === 'offline') throw new AppError('offline', { detail: problem ?? 'unreachable' })
  return core.network()
}
