import type { ErrorCode } from '#shared/kernel/errors.ts'

/** Whether the agent may send a refused command again as it is: not when its own content is what is wrong. */
export const mayBeSentAgain = (code: ErrorCode): boolean => code !== 'validation' && code !== 'notFound'
