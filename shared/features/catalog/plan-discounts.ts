/**
 * Discounts that come and go by themselves. Of those that a set of products is given, the largest holds, one at a time; one
 * that is held already stays, also when it is not offered to others any more. A discount that was for a product (an offer
 * to new customers) ends with the last product that it could be for.
 */
import { isSold, newSlot, type PlanTerms, type Slot } from './plan-slots.ts'
import type { ProductOffering } from './offerings.schema.ts'

export type DiscountChange = { effect: 'won' | 'lost'; slot: Slot }

/** @param slots as they would be, discounts that are held included. @param before as they are */
export function settleDiscounts(slots: readonly Slot[], before: readonly Slot[], { offerings, today, customerKind, currency }: PlanTerms): DiscountChange[] {
  const isGiven = (offering: ProductOffering): boolean => offering.kind === 'discount' && offering.givenFor.length > 0
  const held = slots.filter(({ offering }) => offering !== null && isGiven(offering))
  const holds = ({ code }: ProductOffering): boolean => held.some(({ offering }) => offering?.code === code)
  const offered = (offering: ProductOffering): boolean =>
    holds(offering) || (isSold(offering, today) && offering.customerKinds.includes(customerKind) && offering.currency === currency)
  const best = offerings
    .filter((offering) => isGiven(offering) && offered(offering) && offering.givenFor.every((kind) => isThere(kind, slots)))
    .sort((a, b) => a.monthlyPrice - b.monthlyPrice || Number(holds(b)) - Number(holds(a)) || (a.code < b.code ? -1 : 1))[0]
  const lost = [...held.filter(({ offering }) => offering?.code !== best?.code), ...withoutTheirProduct(slots, before)]
  const won = best && !holds(best) ? [newSlot(best, { item: null, replaces: null, term: null })] : []
  return [...lost.map((slot): DiscountChange => ({ effect: 'lost', slot })), ...won.map((slot): DiscountChange => ({ effect: 'won', slot }))]
}

/** At its own price: the parts of a bundle are cheaper already. */
const isThere = (wanted: Slot['kind'], slots: readonly Slot[]): boolean => slots.some(({ kind, price }) => kind === wanted && price !== null)

const withoutTheirProduct = (slots: readonly Slot[], before: readonly Slot[]): Slot[] =>
  slots.filter(({ kind, offering }) => kind === 'discount' && offering !== null && needsMet(offering, before) && !needsMet(offering, slots))

/** Whether one of what it needs is there. */
export const needsMet = ({ requiresAnyOf }: ProductOffering, slots: readonly Slot[]): boolean =>
  requiresAnyOf.length === 0 || slots.some(({ offering }) => offering !== null && requiresAnyOf.includes(offering.code))
