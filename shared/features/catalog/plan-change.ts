/**
 * What a change of plan does, from what is held, what is sold and what is asked for. No database, no clock, no bills: the
 * window judges with it while somebody chooses, and the backend decides with it. The same input gives the same plan.
 */
import type { Product } from './catalog.schema.ts'
import type { ProductOffering } from './offerings.schema.ts'
import type { ContractEffect, OrderItem, Refusal } from './orders.schema.ts'
import { contractOf, effectsOfEnd, effectsOfStart, feesOfContracts, feesOfStart, type PlannedFee } from './plan-contracts.ts'
import { settleDiscounts, type DiscountChange } from './plan-discounts.ts'
import { applyItems, refusal, refusalsOfAccount, refusalsOfDay, refusalsOfSet } from './plan-rules.ts'
import { heldSlots, kindsIn, priceInBundle, type HeldProduct, type PlanTerms, type Slot } from './plan-slots.ts'

/** Begins on the day of the change. `replaces`: the product that ends for it. */
export type PlannedProduct = Pick<Product, 'kind' | 'name' | 'detail' | 'currency' | 'monthlyPrice' | 'contractTerm' | 'contractEndsOn' | 'offeringCode'> & { replaces: string | null }

export type Plan = {
  refusals: Refusal[]
  /** As they are, and as they would be: what comes is last. */
  before: Slot[]
  after: Slot[]
  ended: HeldProduct[]
  started: PlannedProduct[]
  fees: PlannedFee[]
  discounts: DiscountChange[]
  contracts: ContractEffect[]
  /** Minor units before tax. */
  monthly: { before: number; after: number }
}

export function planChange(items: readonly OrderItem[], terms: PlanTerms): Plan {
  const { offerings, currency } = terms
  const on = terms.effectiveOn ?? terms.today
  const before = heldSlots(terms, on)
  const { slots, refusals } = applyItems(items, before, terms)
  const priced = priceInBundle(slots, before, offerings)
  const discounts = settleDiscounts(priced, before, terms)
  const lost = discounts.filter(({ effect }) => effect === 'lost').map(({ slot }) => slot)
  const after = [...priced.filter((slot) => !lost.includes(slot)), ...discounts.filter(({ effect }) => effect === 'won').map(({ slot }) => slot)]
  const fresh = after.filter(({ product }) => product === null)
  const ended = before.flatMap(({ product }) => (product && !after.some((slot) => slot.product === product) ? [product] : []))
  const ofAccount = refusalsOfAccount(terms)
  const contracts = contractEffects(ended, fresh, on, offerings)
  return {
    refusals: ofAccount.length > 0 ? ofAccount : [...refusalsOfDay(terms), ...refusals, ...refusalsOfSet(priced, before, terms), ...unpriced(priced, before, offerings)],
    before,
    after,
    ended,
    started: fresh.map((slot) => planned(slot, on, currency)),
    fees: [...fresh.flatMap((slot) => feesOfStart(slot, offerings)), ...feesOfContracts(contracts)],
    discounts,
    contracts,
    monthly: { before: total(before), after: total(after) },
  }
}

const total = (slots: readonly Slot[]): number => slots.reduce((sum, { price }) => sum + (price ?? 0), 0)

/** What gets another price alone keeps its contract without a word. */
function contractEffects(ended: readonly HeldProduct[], fresh: readonly Slot[], on: string, offerings: readonly ProductOffering[]): ContractEffect[] {
  const gone = ended.filter((product) => !fresh.some(({ replaces }) => replaces === product))
  return [
    ...gone.flatMap((product) => effectsOfEnd(product, on, offerings)),
    ...fresh.filter(({ item }) => item !== null).flatMap((slot) => effectsOfStart(slot, on, offerings)),
  ]
}

function planned(slot: Slot, on: string, currency: string): PlannedProduct {
  const { kind, name, price, offering, replaces } = slot
  return {
    kind, name: name.english, detail: offering?.detail?.english ?? replaces?.detail ?? null, currency, monthlyPrice: price,
    ...contractOf(slot, on), offeringCode: offering?.code ?? null, replaces: replaces?.id ?? null,
  }
}

/** What leaves a bundle and has no price in the catalog. */
function unpriced(slots: readonly Slot[], before: readonly Slot[], offerings: readonly ProductOffering[]): Refusal[] {
  if (slots.some(({ kind }) => kind === 'bundle')) return []
  const left = kindsIn(before.find(({ kind }) => kind === 'bundle'), offerings)
  return slots.filter(({ kind, price }) => left.has(kind) && price === null).map(({ item, name }) => refusal('notPriced', { item, subject: name }))
}

/**
 * The products of the account with the change: those that end have their last day, and those that come are there.
 * @param newId for each that comes
 */
export function productsAfter(products: readonly HeldProduct[], { ended, started }: Pick<Plan, 'ended' | 'started'>, on: string, newId: () => string): HeldProduct[] {
  const going = new Set(ended.map(({ id }) => id))
  const kept = products.map((product) => (going.has(product.id) ? { ...product, endsOn: on } : product))
  return [...kept, ...started.map(({ replaces: _, ...product }): HeldProduct => ({ ...product, id: newId(), status: 'pending', startedOn: on, endsOn: null }))]
}
