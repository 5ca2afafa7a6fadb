/** The products of an account while a change of plan is worked out: what is held, what it is in the catalog, what it would cost. */
import type { Customer } from '../customers/customers.schema.ts'
import type { Product } from './catalog.schema.ts'
import type { Bilingual, ContractTerm, ProductOffering } from './offerings.schema.ts'

export type HeldProduct = Pick<Product, 'id' | 'kind' | 'name' | 'detail' | 'status' | 'currency' | 'monthlyPrice' | 'startedOn' | 'endsOn' | 'contractTerm' | 'contractEndsOn' | 'offeringCode'>

export type PlanTerms = {
  customerKind: Customer['kind']
  status: Customer['status']
  currency: string
  /** The operator's day. */
  today: string
  /** The first day with the new products; null when a date is asked for and none is given. */
  effectiveOn: string | null
  /** The last day that can be shown on the bills ahead; null for an account that has no cycle. */
  latestOn: string | null
  /**
   * The first day on which a change can begin, where the bill before is not known line by line: such a bill has charged
   * what is held on its day, so that what changes on that very day could not be told from it. Else null.
   */
  notBefore: string | null
  /** The day of an order that is still to come. */
  pendingOn: string | null
  /** From when the service is at another place; null when nobody moves. */
  movesOn: string | null
  offerings: readonly ProductOffering[]
  products: readonly HeldProduct[]
}

export type Slot = {
  /** Null for what the change would bring. */
  product: HeldProduct | null
  /** Null for what is from a book that knows no catalog. */
  offering: ProductOffering | null
  kind: Product['kind']
  name: Bilingual
  /** Minor units per month; null where only the whole is priced. */
  price: number | null
  /** Which item of the order brought it. */
  item: number | null
  /** What it takes the place of. */
  replaces: HeldProduct | null
  /** A new contract; null when none begins. */
  term: ContractTerm | null
}

/** What is held on that day when nothing is changed. */
export function heldSlots({ products, offerings }: Pick<PlanTerms, 'products' | 'offerings'>, day: string): Slot[] {
  return products.filter((product) => isHeld(product, day)).map((product) => {
    const offering = offeringOf(product, offerings)
    const { kind, name, monthlyPrice } = product
    return { product, offering, kind, name: offering?.name ?? { english: name, spanish: name }, price: monthlyPrice, item: null, replaces: null, term: null }
  })
}

export const isHeld = ({ startedOn, endsOn, status }: Pick<HeldProduct, 'startedOn' | 'endsOn' | 'status'>, day: string): boolean =>
  startedOn !== null && startedOn <= day && (endsOn === null ? status !== 'ended' : day < endsOn)

/** By what it was ordered from, or else by what it is called. */
export function offeringOf({ offeringCode, kind, name }: Pick<HeldProduct, 'offeringCode' | 'kind' | 'name'>, offerings: readonly ProductOffering[]): ProductOffering | null {
  const found = offeringCode === null
    ? offerings.find((offering) => offering.kind === kind && offering.name.english === name)
    : offerings.find(({ code }) => code === offeringCode)
  return found ?? null
}

export const newSlot = (offering: ProductOffering, from: Pick<Slot, 'item' | 'replaces' | 'term'>): Slot =>
  ({ product: null, offering, kind: offering.kind, name: offering.name, price: offering.monthlyPrice, ...from })

export const isSold = ({ soldFrom, soldUntil }: Pick<ProductOffering, 'soldFrom' | 'soldUntil'>, today: string): boolean =>
  soldFrom <= today && (soldUntil === null || today <= soldUntil)

/** Kinds that have no price of their own in this bundle. */
export function kindsIn(bundle: Slot | undefined, offerings: readonly ProductOffering[]): Set<Product['kind']> {
  const includes = bundle?.offering?.includes ?? []
  return new Set(offerings.filter(({ code }) => includes.includes(code)).map(({ kind }) => kind))
}

/** In a bundle that is taken now the parts lose their price; when one is given up they have their list price again. */
export function priceInBundle(slots: readonly Slot[], held: readonly Slot[], offerings: readonly ProductOffering[]): Slot[] {
  const bundle = slots.find(({ kind }) => kind === 'bundle')
  const [now, before] = [kindsIn(bundle, offerings), kindsIn(held.find(({ kind }) => kind === 'bundle'), offerings)]
  return slots.map((slot) => {
    const isNew = slot.product === null || bundle?.product === null
    if (now.has(slot.kind)) return isNew && slot.price !== null ? repriced(slot, null) : slot
    const leaves = before.has(slot.kind) && slot.price === null && slot.offering !== null
    return leaves ? repriced(slot, slot.offering?.monthlyPrice ?? null) : slot
  })
}

/** A price never changes in place: the product ends, and the same at another price begins. */
const repriced = (slot: Slot, price: number | null): Slot =>
  slot.product === null ? { ...slot, price } : { ...slot, product: null, replaces: slot.product, price }
