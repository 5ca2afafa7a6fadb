/** A catalog in a file: read whole and judged whole, each problem with its place, before anything is asked of the database. */
import { readFile, stat } from 'node:fs/promises'
import { z } from 'zod'
import { MAX_OFFERINGS, productOfferingSchema, type ProductOffering } from '#shared/features/catalog/offerings.schema.ts'
import { ImportRefused } from '../import-refused.ts'
import { parseJson } from '../parse-json.ts'

/** Of `MAX_OFFERINGS` with everything that can be said of them, several times over. */
const MAX_BYTES = 5_000_000

/** As the contract has an offering, without its place, which is that in the file; what is mostly not there need not be said. */
const fileOfferingSchema = productOfferingSchema.omit({ position: true }).extend({
  detail: productOfferingSchema.shape.detail.default(null),
  customerKinds: productOfferingSchema.shape.customerKinds.default(['residential']),
  currency: productOfferingSchema.shape.currency.default('USD'),
  oneTimeFee: productOfferingSchema.shape.oneTimeFee.default(0),
  feeName: productOfferingSchema.shape.feeName.default(null),
  family: productOfferingSchema.shape.family.default(null),
  terms: productOfferingSchema.shape.terms.default([]),
  maxCount: productOfferingSchema.shape.maxCount.default(1),
  requiresAnyOf: productOfferingSchema.shape.requiresAnyOf.default([]),
  excludes: productOfferingSchema.shape.excludes.default([]),
  includes: productOfferingSchema.shape.includes.default([]),
  givenFor: productOfferingSchema.shape.givenFor.default([]),
  soldUntil: productOfferingSchema.shape.soldUntil.default(null),
  downloadMbps: productOfferingSchema.shape.downloadMbps.default(null),
  uploadMbps: productOfferingSchema.shape.uploadMbps.default(null),
  allowanceMegabytes: productOfferingSchema.shape.allowanceMegabytes.default(null),
})
export const catalogFileSchema = z.strictObject({ offerings: z.array(fileOfferingSchema).min(1).max(MAX_OFFERINGS) })

/** `at` as one finds it in the file: `offerings[3].monthlyPrice`. */
export type CatalogProblem = { at: string; message: string }

/** The catalog as it is written cannot be brought in. Nothing was. */
export class CatalogRefused extends ImportRefused {
  override readonly problems: readonly CatalogProblem[]
  constructor(problems: readonly CatalogProblem[]) {
    super(`The catalog is wrong in ${problems.length} ${problems.length === 1 ? 'place' : 'places'}. Nothing was imported.\n${problems.map(({ at, message }) => `  ${at}: ${message}`).join('\n')}`)
    this.problems = problems
  }
}

/** @throws ImportRefused for what cannot be read, CatalogRefused for what cannot be a catalog by itself. */
export async function readCatalogFile(path: string): Promise<ProductOffering[]> {
  const { size } = await stat(path).catch(() => ({ size: -1 }))
  if (size > MAX_BYTES) throw new ImportRefused(`The file ${path} is too large for a catalog: ${size} bytes, at most ${MAX_BYTES}.`)
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ImportRefused(`The file ${path} cannot be read.`)
  })
  return readCatalog(text, path)
}

/** @param path for the words alone */
export function readCatalog(text: string, path: string): ProductOffering[] {
  const parsed = catalogFileSchema.safeParse(parseJson(text, `The file ${path}`))
  if (!parsed.success) throw new CatalogRefused(parsed.error.issues.map(({ path: place, message }) => ({ at: placeOf(place), message })))
  const offerings = parsed.data.offerings.map((offering, position): ProductOffering => ({ ...offering, position }))
  const problems = offerings.flatMap((offering, index) => problemsOf(offering, index, offerings))
  if (problems.length > 0) throw new CatalogRefused(problems)
  return offerings
}

const placeOf = (place: readonly PropertyKey[]): string =>
  place.map((part, index) => (typeof part === 'number' ? `[${part}]` : `${index === 0 ? '' : '.'}${String(part)}`)).join('') || 'the file'

/** What each must be beside its shape. Whether codes that it names are there is for the database to say as well. */
function problemsOf(offering: ProductOffering, index: number, all: readonly ProductOffering[]): CatalogProblem[] {
  const { code, kind, monthlyPrice, soldFrom, soldUntil, includes, givenFor, terms, requiresAnyOf, excludes, slowedToMbps, allowanceMegabytes, downloadMbps } = offering
  const checks: [wrong: boolean, field: string, message: string][] = [
    [all.findIndex((other) => other.code === code) < index, 'code', `${code} is there twice`],
    [kind === 'discount' && monthlyPrice >= 0, 'monthlyPrice', 'of a discount it is below 0'],
    [kind !== 'discount' && monthlyPrice < 0, 'monthlyPrice', 'only of a discount it is below 0'],
    [soldUntil !== null && soldUntil < soldFrom, 'soldUntil', `it is before ${soldFrom}, from which it is sold`],
    [kind === 'bundle' && includes.length === 0, 'includes', 'a bundle says what can be in it'],
    [kind !== 'bundle' && includes.length > 0, 'includes', 'only a bundle includes others'],
    [kind !== 'discount' && givenFor.length > 0, 'givenFor', 'only a discount is given for others'],
    [slowedToMbps !== null && allowanceMegabytes === null, 'slowedToMbps', 'only beyond an allowance is anything slowed'],
    [slowedToMbps !== null && downloadMbps !== null && slowedToMbps >= downloadMbps, 'slowedToMbps', 'it is below downloadMbps'],
    [new Set(terms.map(({ term }) => term)).size < terms.length, 'terms', 'a term is there twice'],
    [[...requiresAnyOf, ...excludes, ...includes].includes(code), 'code', 'it names itself'],
  ]
  return checks.filter(([wrong]) => wrong).map(([, field, message]) => ({ at: `offerings[${index}].${field}`, message }))
}
