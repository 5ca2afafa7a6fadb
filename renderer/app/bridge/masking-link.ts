/**
 * Nothing that could be a card's number leaves the window: every text of every call is masked here, drafts and notes alike.
 * Left as they are: what is searched for is compared and kept nowhere, and may be somebody's account number; a
 * password must arrive as it was typed, and a file is no text: its name is looked at where it is kept.
 */
import type { ClientLink, ClientOptions } from '@orpc/client'
import { maskCardNumbers } from '#shared/kernel/card-numbers.ts'

type Context = Record<never, never>
const unmasked = new Set(['customers.search', 'customers.searchEverywhere', 'session.signIn', 'session.beginSecondFactor', 'session.renewRecoveryCodes', 'session.changePassword', 'session.resume', 'session.stepUp', 'chat.uploadPart'])

export const maskingLink = (link: ClientLink<Context>): ClientLink<Context> => ({
  call: (path: readonly string[], input: unknown, options: ClientOptions<Context>) => link.call(path, unmasked.has(path.join('.')) ? input : masked(input), options),
})

/** Texts at any depth of what a call carries, which is plain data. */
export function masked(value: unknown): unknown {
  if (typeof value === 'string') return maskCardNumbers(value)
  if (Array.isArray(value)) return value.map(masked)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, masked(inner)]))
}
