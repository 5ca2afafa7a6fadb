/** A plant in a CSV: read whole and judged whole, each problem with its line, before anything is asked of the database. */
import { z } from 'zod'
import { plantCodeSchema } from '#shared/features/outages/outages.schema.ts'
import { MAX_PLANT_ELEMENTS, plantElementSchema, plantKindSchema, type PlantElement, type PlantKind } from '#shared/features/outages/plant.schema.ts'
import { csvRows, openCsv, type Encoding } from '../csv-file.ts'
import { ImportRefused } from '../import-refused.ts'

const COLUMNS = ['code', 'kind', 'parent', 'latitude', 'longitude'] as const
/** What may feed each. */
const FEEDS: Record<PlantKind, readonly PlantKind[]> = { headend: [], hub: ['headend'], node: ['headend', 'hub'], tap: ['node'] }
/** Nobody reads more of them at once. */
const MAX_TOLD = 100

export type FileElement = Pick<PlantElement, 'code' | 'kind' | 'parentCode' | 'latitude' | 'longitude'>
export type PlantProblem = { line: number; message: string }
type Line = { line: number; element: FileElement }

/** The plant as it is written cannot be brought in. Nothing was. */
export class PlantRefused extends ImportRefused {
  override readonly problems: readonly PlantProblem[]
  constructor(problems: readonly PlantProblem[]) {
    const told = problems.slice(0, MAX_TOLD).map(({ line, message }) => `  line ${line}: ${message}`)
    super(`The plant is wrong in ${problems.length} ${problems.length === 1 ? 'place' : 'places'}. Nothing was imported.\n${told.join('\n')}${problems.length > MAX_TOLD ? '\n  …' : ''}`)
    this.problems = problems.slice(0, MAX_TOLD)
  }
}

/** @throws ImportRefused for what is no such file, PlantRefused for what cannot be a plant. */
export async function readPlantFile(path: string, encoding: Encoding | null): Promise<FileElement[]> {
  const file = await openCsv(path, encoding)
  const columns = columnsOf(file.headers, path)
  const [lines, problems]: [Line[], PlantProblem[]] = [[], []]
  for await (const { line, cells } of csvRows(file)) {
    if (lines.length >= MAX_PLANT_ELEMENTS) throw new ImportRefused(`${path} has more than ${MAX_PLANT_ELEMENTS} elements.`)
    const read = readLine(columns.map((column) => (cells[column] ?? '').trim()))
    if (read.element) lines.push({ line, element: read.element })
    else problems.push(...read.problems.map((message) => ({ line, message })))
  }
  problems.push(...plantProblems(lines))
  if (problems.length > 0) throw new PlantRefused(problems.toSorted((one, other) => one.line - other.line))
  if (lines.length === 0) throw new ImportRefused(`${path} has no elements. There is nothing to import.`)
  return lines.map(({ element }) => element)
}

/** @returns where each column is */
function columnsOf(headers: readonly string[], path: string): number[] {
  const names = headers.map((header) => header.trim().toLowerCase())
  const missing = COLUMNS.filter((column) => !names.includes(column))
  if (missing.length > 0) throw new ImportRefused(`${path} has no column ${missing.join(', ')}. A plant has the columns ${COLUMNS.join(', ')}.`)
  return COLUMNS.map((column) => names.indexOf(column))
}

const number = (of: string, range: z.ZodNumber) => z.string().regex(/^[+-]?\d+(\.\d+)?$/, `${of} is no number`).transform(Number).pipe(range)
const lineSchema = z.object({
  code: z.string().min(1, 'code is missing').pipe(plantCodeSchema),
  kind: z.string().toLowerCase().pipe(z.enum(plantKindSchema.options, `kind is one of ${plantKindSchema.options.join(', ')}`)),
  parentCode: plantCodeSchema.nullable(),
  latitude: number('latitude', plantElementSchema.shape.latitude),
  longitude: number('longitude', plantElementSchema.shape.longitude),
})

function readLine([code, kind, parent, latitude, longitude]: string[]): { element: FileElement; problems?: undefined } | { element?: undefined; problems: string[] } {
  const parsed = lineSchema.safeParse({ code, kind, parentCode: parent === '' ? null : parent, latitude, longitude })
  return parsed.success ? { element: parsed.data } : { problems: parsed.error.issues.map(({ path, message }) => (message.startsWith(String(path[0])) ? message : `${String(path[0])}: ${message}`)) }
}

/** What elements must be beside each other. */
export function plantProblems(lines: readonly Line[]): PlantProblem[] {
  const byCode = new Map<string, Line>()
  const problems: PlantProblem[] = []
  for (const one of lines) {
    const before = byCode.get(one.element.code)
    if (before) problems.push({ line: one.line, message: `${one.element.code} is on line ${before.line} already` })
    else byCode.set(one.element.code, one)
  }
  for (const one of byCode.values()) {
    const message = feedProblem(one.element, byCode)
    if (message) problems.push({ line: one.line, message })
  }
  return problems
}

function feedProblem({ code, kind, parentCode }: FileElement, byCode: ReadonlyMap<string, Line>): string | null {
  if (parentCode === null) return kind === 'tap' ? `${code} says no node that feeds it` : null
  const parent = byCode.get(parentCode)?.element
  if (!parent) return `${code} is fed by ${parentCode}, which is not in the file`
  if (isLoop(code, byCode)) return `${code} is fed by itself`
  return FEEDS[kind].includes(parent.kind) ? null : `${code} is a ${kind}, which no ${parent.kind} feeds (${parentCode})`
}

/** Whether one comes back to it on the way to the source. */
function isLoop(code: string, byCode: ReadonlyMap<string, Line>): boolean {
  const seen = new Set<string>()
  for (let at = byCode.get(code)?.element.parentCode ?? null; at !== null && !seen.has(at); at = byCode.get(at)?.element.parentCode ?? null) {
    if (at === code) return true
    seen.add(at)
  }
  return false
}
