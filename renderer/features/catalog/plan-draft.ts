/** A change of plan, while it is being chosen: what of each kind, how many of each extra, and from when. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { ContractTerm, ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { OrderItem, PlanChange } from '#shared/features/catalog/orders.schema.ts'
import { needsMet } from '#shared/features/catalog/plan-discounts.ts'
import { heldSlots, isSold, type Slot } from '#shared/features/catalog/plan-slots.ts'

/** Of these an account has one at most. */
export const mainKinds = ['internet', 'tv', 'phone', 'bundle'] as const
export type MainKind = (typeof mainKinds)[number]
export const KEEP = ''
export const NONE = 'none'

/**
 * `id` is made when it is first sent and goes with every further try. `picks`: an offering's code, KEEP or NONE. `terms`: KEEP
 * for the contract as it is. `extras`: how many are wanted, by code; by product for what is in no catalog.
 */
export type PlanDraft = {
  id: string | null
  picks: Record<MainKind, string>
  terms: Record<MainKind, ContractTerm | typeof KEEP>
  extras: Record<string, number>
  effective: PlanChange['effective']
  date: string
}

export const emptyPlan: PlanDraft = {
  id: null, picks: { internet: KEEP, tv: KEEP, phone: KEEP, bundle: KEEP }, terms: { internet: KEEP, tv: KEEP, phone: KEEP, bundle: KEEP }, extras: {}, effective: 'nextCycle', date: '',
}
/** With maps of its own: what is chosen in one must not be chosen in all. */
export const freshPlan = (): PlanDraft => ({ ...emptyPlan, picks: { ...emptyPlan.picks }, terms: { ...emptyPlan.terms }, extras: {} })

export const isEmptyPlan = ({ id, picks, terms, extras, date }: PlanDraft): boolean =>
  id === null && date === '' && Object.keys(extras).length === 0 && mainKinds.every((kind) => picks[kind] === KEEP && terms[kind] === KEEP)

/** Choices cannot be laid one over the other: whoever chose while the kept one came goes on with theirs. */
export const mergePlan = (typed: PlanDraft, kept: PlanDraft): PlanDraft => (isEmptyPlan(typed) ? kept : typed)

const effectives = ['now', 'nextCycle', 'date'] as const
const terms = ['monthToMonth', 'oneYear', 'twoYear'] as const

/** From what was kept, by this version of the program or an older one; null when it is none. */
export function revivePlan(stored: unknown): PlanDraft | null {
  if (!isRecord(stored) || !isRecord(stored['picks']) || !isRecord(stored['terms']) || !isRecord(stored['extras'])) return null
  const effective = effectives.find((known) => known === stored['effective'])
  if (!effective) return null
  const draft = { ...freshPlan(), effective }
  for (const kind of mainKinds) {
    const [pick, term] = [stored['picks'][kind], stored['terms'][kind]]
    if (typeof pick === 'string') draft.picks[kind] = pick
    draft.terms[kind] = terms.find((known) => known === term) ?? KEEP
  }
  for (const [code, count] of Object.entries(stored['extras'])) if (Number.isInteger(count)) draft.extras[code] = count as number
  if (typeof stored['date'] === 'string') draft.date = stored['date']
  if (typeof stored['id'] === 'string') draft.id = stored['id']
  return draft
}
const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null

export type Holding = { products: readonly Product[]; offerings: readonly ProductOffering[]; today: string }

export const slotsOf = ({ products, offerings, today }: Holding): Slot[] => heldSlots({ products, offerings }, today)
export const heldOf = (slots: readonly Slot[], kind: Slot['kind']): Slot | null => slots.find((slot) => slot.kind === kind) ?? null

/** What can be chosen of a kind, what is held among it. */
export const choicesOf = (kind: Slot['kind'], offerings: readonly ProductOffering[], { today, customerKind, held }: { today: string; customerKind: ProductOffering['customerKinds'][number]; held: readonly Slot[] }): ProductOffering[] =>
  offerings.filter((offering) => offering.kind === kind
    && ((isSold(offering, today) && offering.customerKinds.includes(customerKind)) || held.some((slot) => slot.offering?.code === offering.code)))

export type Extra = { key: string; slots: Slot[]; offering: ProductOffering | null }
/** Extras that are held or can be: in no catalog, each by itself. */
export function extrasOf(slots: readonly Slot[], choices: readonly ProductOffering[]): Extra[] {
  const held = slots.filter(({ kind }) => kind === 'addOn')
  const unknown = held.filter(({ offering }) => offering === null).map((slot): Extra => ({ key: `product:${slot.product?.id}`, slots: [slot], offering: null }))
  return [...choices.map((offering): Extra => ({ key: offering.code, slots: held.filter((slot) => slot.offering?.code === offering.code), offering })), ...unknown]
}

/** @returns the order's items, and what goes because it needs what goes */
export function itemsOf(draft: PlanDraft, slots: readonly Slot[], extras: readonly Extra[], offerings: readonly ProductOffering[]): { items: OrderItem[]; goesWithIt: Slot[] } {
  const items = [...mainKinds.flatMap((kind) => mainItem(draft, kind, heldOf(slots, kind))), ...extras.flatMap((extra) => extraItems(draft, extra))]
  const gone = new Set(items.flatMap((item) => (item.action === 'add' ? [] : [item.productId])))
  const coming = items.flatMap((item) => (item.action === 'remove' ? [] : offerings.filter(({ code }) => code === item.offeringCode)))
  const after = [...slots.filter(({ product }) => product && !gone.has(product.id)), ...coming.map((offering) => ({ offering }) as Slot)]
  const goesWithIt = items.length === 0 ? [] : after.filter(({ product, offering, kind }) =>
    product && kind === 'addOn' && offering !== null && needsMet(offering, slots) && !needsMet(offering, after))
  return { items: [...items, ...goesWithIt.map(({ product }): OrderItem => ({ action: 'remove', productId: product?.id ?? '' }))], goesWithIt }
}

function mainItem({ picks, terms: chosen }: PlanDraft, kind: MainKind, held: Slot | null): OrderItem[] {
  const [pick, term] = [picks[kind], chosen[kind] === KEEP ? null : chosen[kind]]
  const productId = held?.product?.id
  const same = pick === KEEP || pick === held?.offering?.code
  if (pick === NONE) return productId ? [{ action: 'remove', productId }] : []
  if (productId === undefined) return same ? [] : [{ action: 'add', offeringCode: pick, term }]
  if (!same) return [{ action: 'change', productId, offeringCode: pick, term }]
  return term !== null && held?.offering ? [{ action: 'change', productId, offeringCode: held.offering.code, term }] : []
}

function extraItems({ extras }: PlanDraft, { key, slots, offering }: Extra): OrderItem[] {
  const wanted = extras[key] ?? slots.length
  const off = slots.slice(wanted).map(({ product }): OrderItem => ({ action: 'remove', productId: product?.id ?? '' }))
  const on = offering ? Array.from({ length: Math.max(0, wanted - slots.length) }, (): OrderItem => ({ action: 'add', offeringCode: offering.code, term: null })) : []
  return [...off, ...on]
}

export const changeOf = ({ effective, date }: Pick<PlanDraft, 'effective' | 'date'>, items: OrderItem[]): PlanChange =>
  ({ items, effective, date: effective === 'date' && date !== '' ? date : null })
