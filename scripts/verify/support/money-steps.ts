/** A seeded sequence of steps for the money proofs, and who takes them. */
import { manualClock } from '#shared/kernel/clock.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import type { Cast } from '../../../tests/support/money-world/program.ts'
import type { Step, StepKind } from '../../../tests/support/money-world/world.ts'
import { seededPick } from '../../bench/support/seeded.ts'

const weights: Record<StepKind, number> = {
  credit: 17, creditOnBill: 6, charge: 6, decide: 11, withdraw: 2, reverse: 5, bill: 10, time: 4,
  check: 5, card: 7, work: 4, refund: 4, reversePayment: 3, autopay: 2, promise: 3, withdrawPromise: 1, redeem: 4, give: 4, takeBack: 3,
}
const kinds = (Object.keys(weights) as StepKind[]).flatMap((kind) => new Array<StepKind>(weights[kind]).fill(kind))
const MAX = 2 ** 30

/** So few agents that the limits of a day are met as often as the others. */
const agents: Role[] = ['agent', 'agent', 'agent', 'agent', 'agent', 'agent', 'seniorAgent', 'seniorAgent', 'seniorAgent', 'supervisor', 'supervisor', 'supervisor']

export const castOf = (accounts: number): Cast => ({ clock: manualClock(Date.parse('2026-11-23T16:30:00.000Z')), accounts, agents })

export function stepsFrom(seed: number): () => Step {
  const pick = seededPick(seed)
  return () => ({ kind: kinds[pick(kinds.length)] as StepKind, who: pick(MAX), account: pick(MAX), pick: pick(MAX), amount: pick(MAX), more: pick(MAX) })
}
