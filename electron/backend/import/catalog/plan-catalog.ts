/** What a catalog's file would change of the catalog that is there. No database and no clock: the same two give the same. */
import { isDeepStrictEqual } from 'node:util'
import { addDays } from '#shared/kernel/calendar.ts'
import { MAX_OFFERINGS, type ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import type { CatalogProblem } from './catalog-file.ts'

export type CatalogPlan = {
  added: ProductOffering[]
  changed: ProductOffering[]
  /** Not in the file any more: sold no longer, and kept for those who have it. */
  withdrawn: ProductOffering[]
  unchanged: number
}

/** What customers have, and have signed, is of its code for ever: it is found again by it, and priced by it. */
export function catalogProblems(wanted: readonly ProductOffering[], there: readonly ProductOffering[]): CatalogProblem[] {
  const known = new Map([...there, ...wanted].map((offering) => [offering.code, offering]))
  const problems = wanted.flatMap((offering, index) => [
    ...frozen(offering, there.find(({ code }) => code === offering.code)).map(({ at, message }) => ({ at: `offerings[${index}].${at}`, message })),
    ...unknownCodes(offering, known).map(({ at, message }) => ({ at: `offerings[${index}].${at}`, message })),
  ])
  const room: CatalogProblem[] = known.size > MAX_OFFERINGS ? [{ at: 'offerings', message: `with those that are there and are kept it would be ${known.size}, at most ${MAX_OFFERINGS}` }] : []
  return [...problems, ...room]
}

const anotherCode = 'Give the new one another code; this one can be sold until a day (soldUntil).'

function frozen(now: ProductOffering, before: ProductOffering | undefined): CatalogProblem[] {
  if (!before) return []
  const fields = (['kind', 'currency', 'monthlyPrice'] as const).filter((field) => now[field] !== before[field])
  const signed = before.terms.filter(({ term, terminationPerMonth }) => terminationPerMonth > 0 && now.terms.find((each) => each.term === term)?.terminationPerMonth !== terminationPerMonth)
  return [
    ...fields.map((field) => ({ at: field, message: `it is ${before[field]} here, and that never changes. ${anotherCode}` })),
    ...signed.map(({ term, terminationPerMonth }) => ({ at: 'terms', message: `customers have signed ${term} at ${terminationPerMonth} for each month that is left, and that never changes. ${anotherCode}` })),
  ]
}

function unknownCodes(offering: ProductOffering, known: ReadonlyMap<string, ProductOffering>): CatalogProblem[] {
  return (['requiresAnyOf', 'excludes', 'includes'] as const).flatMap((field) =>
    offering[field].flatMap((code, index) => (known.has(code) ? [] : [{ at: `${field}[${index}]`, message: `${code} is neither in the file nor in the catalog` }])))
}

/** @param today of the operator's calendar */
export function planCatalog(wanted: readonly ProductOffering[], there: readonly ProductOffering[], today: string): CatalogPlan {
  const before = new Map(there.map((offering) => [offering.code, offering]))
  const codes = new Set(wanted.map(({ code }) => code))
  const gone = there.filter(({ code }) => !codes.has(code))
  const withdrawn = gone.filter(({ soldUntil }) => soldUntil === null || soldUntil >= today)
  const added = wanted.filter(({ code }) => !before.has(code))
  const changed = wanted.filter((offering) => {
    const old = before.get(offering.code)
    // Not as text: the database keeps the fields of an object in an order of its own.
    return old !== undefined && !isDeepStrictEqual(offering, old)
  })
  return { added, changed, withdrawn: withdrawn.map((offering) => withdraw(offering, addDays(today, -1))), unchanged: wanted.length - added.length - changed.length + gone.length - withdrawn.length }
}

/** One that would have been sold from a later day on was never sold. */
const withdraw = (offering: ProductOffering, yesterday: string): ProductOffering =>
  ({ ...offering, soldFrom: offering.soldFrom < yesterday ? offering.soldFrom : yesterday, soldUntil: yesterday })
