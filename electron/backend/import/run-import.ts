/** Reads a file, judges every row, writes the good ones, and can account for each cent of it. */
import path from 'node:path'
import { isoInstant, type Clock } from '#shared/kernel/clock.ts'
import { parseMinorUnits } from '#shared/kernel/money.ts'
import { DEFAULT_TIME_ZONE } from '../operator-day.ts'
import { refreshPlant } from '../features/outages/refresh-plant.ts'
import type { Store } from '../store/store.ts'
import { csvRows, openCsv, type CsvFile, type Encoding } from './csv-file.ts'
import { makeCandidate, type Candidate } from './candidate.ts'
import { isNothing } from './cell-values.ts'
import { makeDraft } from './draft.ts'
import { ImportRefused } from './import-refused.ts'
import { makeMapping, translated, type Mapping, type MappingFile } from './mapping.ts'
import { RejectsFile, refuseForeignRejects } from './rejects.ts'
import { SeenKeys } from './seen-keys.ts'
import { erasedNumbers, judge, writeBatch, type Verdict } from './write-batch.ts'

/** Rows in one transaction: about a second of work, lost at most, when the program is killed. */
const BATCH = 1_000
const ANALYZE_AFTER = 1_000

export type ImportOptions = {
  file: string
  mapping: MappingFile
  set: Readonly<Record<string, string>>
  encoding: Encoding | null
  rejectsFile: string
  /** Writes nothing at all, to the database or beside it. */
  dryRun: boolean
  clock: Clock
  /** The operator's, IANA; `America/New_York` where nobody says. */
  timeZone?: string
  onMapping?: (mapping: Mapping, file: CsvFile) => void
  onProgress?: (done: number, total: number) => void
  /**
   * Null when there is no database yet: then everything would be new. Asked for only when the file has proved
   * readable, so that an unreadable one leaves no empty database behind.
   */
  openStore: () => Promise<Store | null>
}

export type ImportReport = {
  operator: string
  read: number
  imported: number
  created: number
  updated: number
  unchanged: number
  rejected: number
  /** Of those: customers who were erased on their request. */
  erased: number
  /** Cents. `unreadable` counts cells of that column that are no amount; they are in no sum, and their rows are refused. */
  totalChargesCents: { file: number; imported: number; rejected: number; unreadable: number }
  rejectsFile: string | null
  dryRun: boolean
  /** Reading and writing together, without the opening of the database. */
  rowsPerSecond: number
}

/** @throws ImportRefused before anything is written when the file or the mapping makes no sense. */
export async function runImport(options: ImportOptions): Promise<ImportReport> {
  const file = await openCsv(options.file, options.encoding)
  await refuseForeignRejects(options.rejectsFile, options.file)
  const mapping = makeMapping(file.headers, options.mapping, options.set)
  const survey = await surveyFile(file, totalReader(mapping))
  options.onMapping?.(mapping, file)
  const store = await options.openStore()
  try {
    return await new ImportRun(options, file, mapping, survey, store).run()
  } finally {
    await store?.close()
  }
}

type Survey = { rows: number; cents: number; unreadable: number }

/** Cents of a row's total charges, as the draft reads the cell; null when it is no amount, for which the row is refused. */
type TotalReader = (cells: readonly string[]) => number | null

function totalReader(mapping: Mapping): TotalReader {
  const column = mapping.columns.findIndex(({ destination }) => destination === 'totalCharges')
  return (cells) => {
    const cell = translated(mapping, 'totalCharges', column < 0 ? '' : (cells[column] ?? ''))
    return isNothing(cell) ? 0 : parseMinorUnits(cell)
  }
}

/** Reads the file through: it must make sense to its end, and its sum is taken apart from the import's own counting. */
async function surveyFile(file: CsvFile, totalOf: TotalReader): Promise<Survey> {
  const survey: Survey = { rows: 0, cents: 0, unreadable: 0 }
  for await (const { cells } of csvRows(file)) {
    const cents = totalOf(cells)
    survey.rows += 1
    survey.cents += cents ?? 0
    if (cents === null) survey.unreadable += 1
  }
  return survey
}

class ImportRun {
  readonly #options: ImportOptions
  readonly #file: CsvFile
  readonly #mapping: Mapping
  readonly #survey: Survey
  readonly #store: Store | null
  readonly #rejects: RejectsFile
  readonly #seen = new SeenKeys()
  readonly #counts: Record<Verdict, number> & { rejected: number } = { created: 0, updated: 0, unchanged: 0, taken: 0, erased: 0, rejected: 0 }
  readonly #cents = { imported: 0, rejected: 0 }
  readonly #totalOf: TotalReader
  #batch: { candidate: Candidate; line: number; cells: string[] }[] = []
  #erased: ReadonlySet<string> = new Set()
  #read = 0
  readonly #started = performance.now()

  constructor(options: ImportOptions, file: CsvFile, mapping: Mapping, survey: Survey, store: Store | null) {
    this.#options = options
    this.#file = file
    this.#mapping = mapping
    this.#survey = survey
    this.#store = store
    this.#rejects = new RejectsFile(options.rejectsFile, file.headers)
    this.#totalOf = totalReader(mapping)
  }

  async run(): Promise<ImportReport> {
    if (this.#store) this.#erased = await erasedNumbers(this.#store)
    for await (const { line, cells } of csvRows(this.#file)) {
      this.#read += 1
      await this.#take(line, cells)
      if (this.#batch.length >= BATCH) await this.#flush()
    }
    await this.#flush()
    if (this.#read !== this.#survey.rows) throw new ImportRefused(`${this.#file.path} changed while it was read. What was imported stays; run the import again.`)
    if (!this.#options.dryRun) await this.#store?.db.transaction().execute((trx) => refreshPlant(trx, this.#options.clock))
    // PGlite has no autovacuum: after a large fill the planner would still think the tables empty.
    if (!this.#options.dryRun && this.#counts.created >= ANALYZE_AFTER) await this.#store?.analyze()
    return this.#report(this.#options.dryRun ? null : await this.#rejects.finish())
  }

  async #take(line: number, cells: string[]): Promise<void> {
    // Before anything else is said of the row: a reason may quote a cell.
    const number = this.#accountNumberOf(cells)
    if (this.#erased.has(number)) return this.#rejectErased(line, cells, number)
    const understood = makeDraft(cells, this.#mapping)
    if (!understood.ok) return this.#reject(line, cells, understood.reasons)
    const { set, operator } = this.#mapping
    const at = isoInstant(this.#options.clock.now())
    const occasion = { operator, currency: set.currency ?? 'USD', asOf: set.asOf ?? this.#file.modifiedOn, at }
    const candidate = makeCandidate(understood.draft, occasion, set.asOf ?? null)
    if ('reason' in candidate) return this.#reject(line, cells, [candidate.reason])
    // Two rows of one account would say two things of it, and the second run would not be quiet.
    if (!this.#seen.add(candidate.rows.customer.id))
      return this.#reject(line, cells, [`account number ${understood.draft.accountNumber} is on an earlier line already`])
    this.#batch.push({ candidate, line, cells })
  }

  async #flush(): Promise<void> {
    const batch = this.#batch
    this.#batch = []
    const verdicts = await this.#decide(batch.map(({ candidate }) => candidate))
    for (const [position, { line, cells, candidate }] of batch.entries()) {
      const verdict = verdicts[position] ?? 'taken'
      if (verdict === 'taken') await this.#reject(line, cells, [`account number ${candidate.draft.accountNumber} belongs to a customer who is not from this operator's files`])
      else if (verdict === 'erased') {
        await this.#rejectErased(line, cells, candidate.draft.accountNumber)
      } else {
        this.#counts[verdict] += 1
        this.#cents.imported += this.#totalOf(cells) ?? 0
      }
    }
    this.#options.onProgress?.(this.#read, this.#survey.rows)
  }

  #decide(batch: Candidate[]): Promise<Verdict[]> {
    const store = this.#store
    if (!store) return Promise.resolve(batch.map(() => 'created'))
    if (this.#options.dryRun) return store.db.transaction().execute((trx) => judge(trx, batch))
    return writeBatch(store, batch, {
      clock: this.#options.clock,
      timeZone: this.#options.timeZone ?? DEFAULT_TIME_ZONE,
      source: path.basename(this.#file.path),
      carries: new Set(this.#mapping.columns.map(({ destination }) => destination)),
    })
  }

  #accountNumberOf(cells: readonly string[]): string {
    const column = this.#mapping.columns.findIndex(({ destination }) => destination === 'accountNumber')
    return translated(this.#mapping, 'accountNumber', cells[column] ?? '')
  }

  /** Nothing else of the row is written: a file that lies about is no place for who was erased. */
  async #rejectErased(line: number, cells: readonly string[], number: string): Promise<void> {
    this.#counts.erased += 1
    await this.#reject(line, cells, [`account number ${number} was erased on the customer's request and is not brought back`], [])
  }

  async #reject(line: number, cells: readonly string[], reasons: readonly string[], written = cells): Promise<void> {
    this.#counts.rejected += 1
    this.#cents.rejected += this.#totalOf(cells) ?? 0
    if (!this.#options.dryRun) await this.#rejects.add(line, reasons, written)
  }

  #report(rejectsFile: string | null): ImportReport {
    const { created, updated, unchanged, rejected, erased } = this.#counts
    return {
      operator: this.#mapping.operator,
      read: this.#read,
      imported: created + updated + unchanged,
      created,
      updated,
      unchanged,
      rejected,
      erased,
      totalChargesCents: { file: this.#survey.cents, ...this.#cents, unreadable: this.#survey.unreadable },
      rejectsFile,
      dryRun: this.#options.dryRun,
      rowsPerSecond: Math.round((this.#read / Math.max(1, performance.now() - this.#started)) * 1_000),
    }
  }
}
