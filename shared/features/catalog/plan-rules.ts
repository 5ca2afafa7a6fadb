/** What of a change of plan cannot be, and why: each rule says it in one place, for the window and for the backend. */
import { dayOf } from '../../kernel/calendar.ts'
import { hasLeft } from '../customers/customer-status.ts'
import type { Bilingual, ProductOffering } from './offerings.schema.ts'
import type { OrderItem, Refusal, RefusalCode } from './orders.schema.ts'
import { needsMet } from './plan-discounts.ts'
import { isSold, kindsIn, newSlot, type PlanTerms, type Slot } from './plan-slots.ts'

type About = Partial<Pick<Refusal, 'item' | 'subject' | 'others' | 'date'>>
export const refusal = (code: RefusalCode, { item = null, subject = null, others = [], date = null }: About = {}): Refusal => ({ code, item, subject, others, date })

/** Of the account. The first that holds is enough: nothing that is chosen changes it. */
export function refusalsOfAccount({ status, latestOn, pendingOn, movesOn }: PlanTerms): Refusal[] {
  if (hasLeft(status)) return [refusal('closed')]
  if (status === 'pending') return [refusal('notActive')]
  if (status === 'suspended') return [refusal('suspended')]
  if (latestOn === null) return [refusal('noCycle')]
  if (pendingOn !== null) return [refusal('pendingOrder', { date: pendingOn })]
  return movesOn === null ? [] : [refusal('moving', { date: movesOn })]
}

export function refusalsOfDay({ effectiveOn, latestOn, notBefore, today }: PlanTerms): Refusal[] {
  if (effectiveOn === null || Number.isNaN(dayOf(effectiveOn))) return [refusal('dateMissing')]
  if (effectiveOn < today) return [refusal('past', { date: today })]
  if (notBefore !== null && effectiveOn < notBefore) return [refusal('billUnknown', { date: notBefore })]
  return latestOn !== null && effectiveOn > latestOn ? [refusal('tooFar', { date: latestOn })] : []
}

export type Judged = { slots: Slot[]; refusals: Refusal[] }

/** Item by item: what each would bring and take. One that cannot be is left out of the set. */
export function applyItems(items: readonly OrderItem[], held: readonly Slot[], terms: PlanTerms): Judged {
  const refusals: Refusal[] = []
  let slots = [...held]
  for (const [item, wanted] of items.entries()) {
    const outcome = applyItem(wanted, item, { slots, held }, terms)
    if ('code' in outcome) refusals.push(outcome)
    else slots = outcome.slots
  }
  return { slots, refusals: items.length === 0 ? [refusal('nothingChanges')] : refusals }
}

function applyItem(wanted: OrderItem, item: number, { slots, held }: { slots: readonly Slot[]; held: readonly Slot[] }, terms: PlanTerms): { slots: Slot[] } | Refusal {
  const from = wanted.action === 'add' ? null : (slots.find(({ product }) => product?.id === wanted.productId) ?? null)
  if (wanted.action !== 'add') {
    if (from === null) return refusal(held.some(({ product }) => product?.id === wanted.productId) ? 'twice' : 'unknownProduct', { item })
    if (from.kind === 'discount') return refusal('byItself', { item, subject: from.name })
  }
  const rest = slots.filter((slot) => slot !== from)
  if (wanted.action === 'remove') return { slots: rest }
  const offering = terms.offerings.find(({ code }) => code === wanted.offeringCode)
  if (!offering) return refusal('unknownOffering', { item })
  const problem = problemOf(offering, { wanted, from, terms })
  if (problem) return refusal(problem, { item, subject: offering.name, others: from && problem === 'otherKind' ? [from.name] : [], date: problem === 'notSold' ? offering.soldUntil : null })
  return { slots: [...rest, newSlot(offering, { item, replaces: from?.product ?? null, term: wanted.term })] }
}

type Wish = { wanted: Exclude<OrderItem, { action: 'remove' }>; from: Slot | null; terms: PlanTerms }

function problemOf(offering: ProductOffering, { wanted, from, terms }: Wish): RefusalCode | null {
  const same = from !== null && from.offering?.code === offering.code
  if (offering.kind === 'discount') return 'byItself'
  if (from && from.kind !== offering.kind) return 'otherKind'
  if (same && wanted.term === null) return 'nothingChanges'
  // Who has it may have it under another term as well.
  if (!isSold(offering, terms.today) && !same) return 'notSold'
  if (!offering.customerKinds.includes(terms.customerKind)) return 'notForCustomer'
  if (offering.currency !== terms.currency) return 'otherCurrency'
  return wanted.term !== null && !offering.terms.some(({ term }) => term === wanted.term) ? 'termNotOffered' : null
}

const single = new Set<Slot['kind']>(['internet', 'tv', 'phone', 'bundle'])

/**
 * Of the products together, as they would be. What was not right before and is not touched stays as it is: who has it
 * keeps it.
 */
export function refusalsOfSet(slots: readonly Slot[], held: readonly Slot[], { offerings }: Pick<PlanTerms, 'offerings'>): Refusal[] {
  const fresh = slots.filter(({ item }) => item !== null)
  return [
    ...fresh.flatMap((slot) => tooMany(slot, slots)),
    ...missingNeeds(slots, held, offerings),
    ...fresh.flatMap((slot) => exclusions(slot, slots)),
    ...bundleRules(slots, held, offerings),
    ...(slots.some(({ kind }) => kind === 'internet' || kind === 'tv' || kind === 'phone') || held.length === 0 ? [] : [refusal('nothingLeft')]),
  ]
}

function tooMany(slot: Slot, slots: readonly Slot[]): Refusal[] {
  const others = slots.filter((other) => other !== slot && other.kind === slot.kind)
  const about = { item: slot.item, subject: slot.name }
  if (single.has(slot.kind)) return others[0] ? [refusal('oneOfKind', { ...about, others: [others[0].name] })] : []
  const same = others.filter(({ offering }) => offering?.code === slot.offering?.code).length + 1
  return same > (slot.offering?.maxCount ?? 1) ? [refusal('tooMany', about)] : []
}

function missingNeeds(slots: readonly Slot[], held: readonly Slot[], offerings: readonly ProductOffering[]): Refusal[] {
  const needy = slots.filter(({ offering, kind, item }) =>
    offering !== null && kind !== 'discount' && !needsMet(offering, slots) && (item !== null || needsMet(offering, held)))
  return needy.map(({ offering, name, item }) =>
    refusal('requires', { item, subject: name, others: namesOf(offering?.requiresAnyOf ?? [], offerings) }))
}

const namesOf = (codes: readonly string[], offerings: readonly ProductOffering[]): Bilingual[] =>
  offerings.filter(({ code }) => codes.includes(code)).map(({ name }) => name)

function exclusions(slot: Slot, slots: readonly Slot[]): Refusal[] {
  const against = ({ offering: a }: Slot, { offering: b }: Slot): boolean => a !== null && b !== null && (a.excludes.includes(b.code) || b.excludes.includes(a.code))
  // Of two new ones the later is told about the earlier.
  const others = slots.filter((other) => other !== slot && against(slot, other) && (other.item === null || other.item < (slot.item ?? 0)))
  return others.length > 0 ? [refusal('excludes', { item: slot.item, subject: slot.name, others: others.map(({ name }) => name) })] : []
}

function bundleRules(slots: readonly Slot[], held: readonly Slot[], offerings: readonly ProductOffering[]): Refusal[] {
  const bundle = slots.find(({ kind }) => kind === 'bundle')
  const kinds = kindsIn(bundle, offerings)
  const isNew = bundle?.item !== null
  return [...kinds].flatMap((kind) => {
    const part = slots.find((slot) => slot.kind === kind)
    if (!bundle?.offering) return []
    if (!part) {
      const gone = held.find((slot) => slot.kind === kind)
      if (isNew) return [refusal('bundleIncomplete', { item: bundle.item, subject: bundle.name, others: namesOf(bundle.offering.includes, offerings.filter((offering) => offering.kind === kind)) })]
      return gone ? [refusal('partOfBundle', { subject: gone.name, others: [bundle.name] })] : []
    }
    const belongs = part.offering !== null && bundle.offering.includes.includes(part.offering.code)
    const touched = isNew || part.item !== null
    return belongs || !touched ? [] : [refusal('notInBundle', { item: part.item ?? bundle.item, subject: part.name, others: [bundle.name] })]
  })
}
