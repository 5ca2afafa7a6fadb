import type { ProblemPhase } from './outages.schema.ts'

/** The service is back; what is left is to look whether it stays so. */
export const isOver = (phase: ProblemPhase): phase is 'restored' | 'verified' => phase === 'restored' || phase === 'verified'
