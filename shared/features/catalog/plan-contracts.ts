/**
 * Contracts and fees of a change. A contract goes on with what takes its product's place, where that is sold with such a term. It
 * is given up by taking the product away, by what has no such term, or by one that ends earlier; each month begun that is left then
 * costs what its term says. One that ends later takes its place for nothing.
 */
import { contractEnd, monthsLeft } from './contract-terms.ts'
import type { Bilingual, ContractTerm, OfferedTerm } from './offerings.schema.ts'
import type { ContractEffect } from './orders.schema.ts'
import { offeringOf, type HeldProduct, type PlanTerms, type Slot } from './plan-slots.ts'

export type PlannedFee = { name: Bilingual; what: Bilingual; kind: Slot['kind'] | null; amount: number }

export const TERMINATION_FEE: Bilingual = { english: 'Early Termination Fee', spanish: 'Cargo por cancelación anticipada' }
export const ONE_TIME_FEE: Bilingual = { english: 'One-Time Fee', spanish: 'Cargo único' }

export type NextContract = { contractTerm: ContractTerm | null; contractEndsOn: string | null }

/** The contract that what begins on that day is under. */
export function contractOf(slot: Slot, on: string): NextContract {
  const { offering, replaces, term } = slot
  if (term === null && replaces !== null && (binds(replaces, on) ? takesOver(slot, replaces) : !offering?.terms.length))
    return { contractTerm: replaces.contractTerm, contractEndsOn: replaces.contractEndsOn }
  const chosen = term ?? (offering?.terms.length ? 'monthToMonth' : null)
  return { contractTerm: chosen, contractEndsOn: contractEnd(chosen, on) }
}

const binds = ({ contractEndsOn }: HeldProduct, on: string): boolean => monthsLeft(contractEndsOn, on) > 0

/** What has no such term knows no fee for it: the contract would go on and cost nothing to leave. What is only priced otherwise stays the same thing. */
function takesOver({ offering, item }: Slot, { contractTerm, offeringCode }: HeldProduct): boolean {
  return offering === null || item === null || contractTerm === null || offering.code === offeringCode || termOf(offering, contractTerm) !== undefined
}

/** Of what begins: what becomes of the contract before it, and which begins. */
export function effectsOfStart(slot: Slot, on: string, offerings: PlanTerms['offerings']): ContractEffect[] {
  const { replaces, term, name } = slot
  const { contractTerm, contractEndsOn } = contractOf(slot, on)
  const bound = replaces !== null && binds(replaces, on)
  if (term === null && bound && takesOver(slot, replaces)) {
    if (contractTerm === null || contractEndsOn === null) return []
    return [{ effect: 'goesOn', product: name, term: contractTerm, endsOn: contractEndsOn, monthsLeft: monthsLeft(contractEndsOn, on), fee: 0 }]
  }
  const shortened = bound && (contractEndsOn === null || contractEndsOn < (replaces.contractEndsOn ?? ''))
  const begins = contractTerm !== null && contractEndsOn !== null
  return [
    ...(shortened ? effectsOfEnd(replaces, on, offerings) : []),
    ...(begins ? [{ effect: 'begins', product: name, term: contractTerm, endsOn: contractEndsOn, monthsLeft: monthsLeft(contractEndsOn, on), fee: 0 } as const] : []),
  ]
}

/** Of what is taken away. */
export function effectsOfEnd(product: HeldProduct, on: string, offerings: PlanTerms['offerings']): ContractEffect[] {
  const { contractTerm, contractEndsOn } = product
  const left = monthsLeft(contractEndsOn, on)
  if (left === 0 || contractTerm === null || contractEndsOn === null) return []
  const offering = offeringOf(product, offerings)
  const each = termOf(offering, contractTerm)?.terminationPerMonth ?? 0
  const name = offering?.name ?? { english: product.name, spanish: product.name }
  return [{ effect: 'givenUp', product: name, term: contractTerm, endsOn: contractEndsOn, monthsLeft: left, fee: each * left }]
}

const termOf = (offering: Slot['offering'], wanted: ContractTerm): OfferedTerm | undefined => offering?.terms.find(({ term }) => term === wanted)

/** Nothing within a family, and nothing for what is only priced otherwise. */
export function feesOfStart({ offering, replaces, term, item, kind, name }: Slot, offerings: PlanTerms['offerings']): PlannedFee[] {
  if (offering === null || item === null) return []
  const former = replaces && offeringOf(replaces, offerings)
  if (former && (former.code === offering.code || (former.family !== null && former.family === offering.family))) return []
  const amount = (termOf(offering, term ?? 'monthToMonth') ?? offering).oneTimeFee
  return amount > 0 ? [{ name: offering.feeName ?? ONE_TIME_FEE, what: name, kind, amount }] : []
}

export const feesOfContracts = (effects: readonly ContractEffect[]): PlannedFee[] =>
  effects.filter(({ fee }) => fee > 0).map(({ product, fee }) => ({ name: TERMINATION_FEE, what: product, kind: null, amount: fee }))
