/**
 * Which column goes where. Proposed from the header; a mapping file overrides it column by column:
 *
 *     {
 *       "operator": "golden-state",
 *       "columns": { "Zip Code": "postalCode", "Gender": "ignore", "Offer": "characteristic" },
 *       "set": { "stateOrProvince": "CA", "asOf": "2022-06-30" },
 *       "values": { "status": { "Churned": "closed" } }
 *     }
 *
 * `set` gives a field its value where the file has no column for it or the cell is blank. `asOf` is the day from
 * which a tenure in months is counted back (otherwise the file's own date), `currency` the currency of all amounts.
 */
import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { currencySchema } from '#shared/kernel/money.ts'
import { dateSchema } from '#shared/kernel/rows.ts'
import { ImportRefused } from './import-refused.ts'
import { parseJson } from './parse-json.ts'
import { manyColumns, targetFor, targets, type Target } from './targets.ts'

const targetSchema = z.enum(targets)
/** `characteristic` keeps the column as an attribute; `ignore` leaves it out, which the report then says. */
const destinationSchema = z.enum([...targets, 'characteristic', 'ignore'])
export type Destination = z.infer<typeof destinationSchema>

const constantsSchema = z.strictObject({ asOf: dateSchema, currency: currencySchema }).partial().and(z.partialRecord(z.string(), z.string().max(200)))

export const mappingFileSchema = z.strictObject({
  /** Whose accounts these are: the same account number of two operators is two customers. */
  operator: z.string().trim().min(1).max(60).optional(),
  columns: z.record(z.string(), destinationSchema).optional(),
  set: constantsSchema.optional(),
  values: z.partialRecord(targetSchema, z.record(z.string(), z.string())).optional(),
})
export type MappingFile = z.infer<typeof mappingFileSchema>

export type Constants = Partial<Record<Target | 'asOf' | 'currency', string>>

export type Mapping = {
  operator: string
  columns: { header: string; destination: Destination; proposed: boolean }[]
  set: Constants
  values: MappingFile['values']
}

export const DEFAULT_OPERATOR = 'operator'

/** Columns of our own rejects file: mended and imported again, they say nothing about the customer. */
export const rejectColumns = ['rejected_line', 'rejected_reason'] as const

/** @throws ImportRefused when it is not JSON or says something unknown, with the place. */
export async function readMappingFile(path: string): Promise<MappingFile> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new ImportRefused(`The mapping file ${path} cannot be read.`)
  })
  const parsed = mappingFileSchema.safeParse(parseJson(text, `The mapping file ${path}`))
  if (parsed.success) return parsed.data
  throw new ImportRefused(`The mapping file ${path} is wrong:\n${z.prettifyError(parsed.error)}`)
}

/** @param set further constants, as from the command line; they win over the file's. */
export function makeMapping(headers: readonly string[], file: MappingFile, set: Readonly<Record<string, string>> = {}): Mapping {
  refuseUnknownColumns(headers, file)
  const constants = checkedConstants({ ...file.set, ...set })
  const columns = propose(headers, file.columns ?? {})
  const hasAccount = columns.some(({ destination }) => destination === 'accountNumber')
  if (!hasAccount)
    throw new ImportRefused(
      `No column holds the account number. Columns: ${headers.join(', ')}.\nName it in a mapping file: { "columns": { "…": "accountNumber" } }`,
    )
  return { operator: file.operator ?? DEFAULT_OPERATOR, columns, set: constants, values: file.values }
}

function refuseUnknownColumns(headers: readonly string[], file: MappingFile): void {
  const known = new Set(headers)
  const unknown = Object.keys(file.columns ?? {}).filter((header) => !known.has(header))
  if (unknown.length > 0) throw new ImportRefused(`The mapping names columns that the file does not have: ${unknown.join(', ')}.`)
}

function checkedConstants(set: Record<string, unknown>): Constants {
  const allowed = new Set<string>([...targets, 'asOf', 'currency'])
  const unknown = Object.keys(set).filter((key) => !allowed.has(key) || key === 'accountNumber')
  if (unknown.length > 0) throw new ImportRefused(`Cannot set ${unknown.join(', ')}. Known fields: ${[...allowed].join(', ')}.`)
  const parsed = constantsSchema.safeParse(set)
  if (!parsed.success) throw new ImportRefused(`A constant is wrong:\n${z.prettifyError(parsed.error)}`)
  return parsed.data as Constants
}

function propose(headers: readonly string[], given: Record<string, Destination>): Mapping['columns'] {
  const taken = new Set<Destination>()
  const said = (header: string): Destination | undefined => (Object.hasOwn(given, header) ? given[header] : undefined)
  const take = (destination: Destination, header: string): Destination => {
    const single = destination !== 'characteristic' && destination !== 'ignore' && !manyColumns.has(destination)
    if (single && taken.has(destination)) {
      if (said(header)) throw new ImportRefused(`Two columns are mapped to ${destination}; "${header}" is the second.`)
      return 'characteristic'
    }
    taken.add(destination)
    return destination
  }
  // What a person said comes first, so that a proposal never takes its place.
  const chosen = new Map(headers.filter(said).map((header) => [header, take(said(header) ?? 'ignore', header)]))
  return headers.map((header) => {
    const destination = chosen.get(header)
    return destination ? { header, destination, proposed: false } : { header, destination: take(proposal(header), header), proposed: true }
  })
}

const proposal = (header: string): Destination =>
  (rejectColumns as readonly string[]).includes(header) ? 'ignore' : (targetFor(header) ?? 'characteristic')

/** A cell's word in ours, where the mapping file says what it means. */
export function translated({ values }: Mapping, target: Target, cell: string): string {
  const words = values?.[target]
  return words && Object.hasOwn(words, cell) ? (words[cell] ?? cell) : cell
}

/** For people: one line a column. */
export function describeMapping({ operator, columns, set }: Mapping): string {
  const width = Math.max(...columns.map(({ header }) => header.length))
  const words: Partial<Record<Destination, string>> = { characteristic: 'kept as an attribute', ignore: 'left out' }
  const lines = columns.map(({ header, destination, proposed }) => {
    return `  ${header.padEnd(width)}  ${words[destination] ?? destination}${proposed ? '' : '  (as you said)'}`
  })
  const constants = Object.entries(set).map(([key, value]) => `  ${key} = ${value}`)
  return [`Operator: ${operator}`, 'Columns:', ...lines, ...(constants.length > 0 ? ['Set:', ...constants] : [])].join('\n')
}
