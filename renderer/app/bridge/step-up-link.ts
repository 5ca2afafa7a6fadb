/** What weighs more wants password or code once more: asked here for all calls, and then the same call goes on. */
import type { ClientLink, ClientOptions } from '@orpc/client'
import { isAppError } from '#shared/kernel/app-error.ts'

type Context = Record<never, never>

/** @param ask false: the person would rather not, and the call ends as it was refused */
export const stepUpLink = (link: ClientLink<Context>, ask: () => Promise<boolean>): ClientLink<Context> => ({
  call: async (path: readonly string[], input: unknown, options: ClientOptions<Context>) => {
    try {
      return await link.call(path, input, options)
    } catch (error) {
      if (!isAppError(error, 'stepUpRequired') || !(await ask())) throw error
      return link.call(path, input, options)
    }
  },
})
