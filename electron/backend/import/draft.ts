/** One row of the file, understood: fields with values, and attributes that have no field. Or refused, with all reasons. */
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import { normalizeContactValue } from '#shared/features/customers/customers.schema.ts'
import {
  CellRefused,
  readAmount,
  readChoice,
  readCount,
  readDate,
  readDegrees,
  readGigabytes,
  readMac,
  readPostalCode,
  readText,
  readYesNo,
} from './cell-values.ts'
import { contractWords, kindWords, languageWords, statusWords, type FileStatus } from './choices.ts'
import { translated, type Mapping } from './mapping.ts'
import type { Target } from './targets.ts'

export type Contact = { column: string; value: string }

export type Draft = {
  accountNumber: string
  givenName: string | null
  familyName: string | null
  organizationName: string | null
  kind: Customer['kind'] | null
  language: string | null
  status: FileStatus | null
  statusReason: string | null
  customerSince: string | null
  tenureMonths: number | null
  houseNumber: string | null
  street: string | null
  unit: string | null
  city: string | null
  stateOrProvince: string | null
  postalCode: string | null
  latitude: number | null
  longitude: number | null
  node: string | null
  phones: Contact[]
  emails: Contact[]
  phoneService: boolean | null
  multipleLines: boolean | null
  internetService: boolean | null
  internetType: string | null
  monthlyMegabytes: number | null
  tvService: boolean | null
  /** Names of the columns that say yes. */
  addOns: string[]
  contract: NonNullable<Product['contractTerm']> | null
  paperless: boolean | null
  autopay: boolean | null
  paymentMethod: string | null
  monthlyCharge: number | null
  totalCharges: number | null
  totalRefunds: number | null
  pastDue: number | null
  macAddress: string | null
  serialNumber: string | null
  equipmentModel: string | null
  attributes: Record<string, string>
}

export type DraftResult = { ok: true; draft: Draft } | { ok: false; reasons: string[] }

/** Fields whose cell is kept as an attribute too, because what is made of it says less than the file did. */
const alsoKept: ReadonlySet<Target> = new Set(['status', 'tenureMonths'])
const LONGEST_ATTRIBUTE = 500

export function makeDraft(cells: readonly string[], mapping: Mapping): DraftResult {
  const ragged = raggedness(cells, mapping.columns.length)
  if (ragged) return { ok: false, reasons: [ragged] }
  const row = new RowReader(cells, mapping)
  const draft = readDraft(row)
  if ((draft.latitude === null) !== (draft.longitude === null)) row.reasons.push('latitude and longitude must come together')
  return row.reasons.length > 0 ? { ok: false, reasons: row.reasons } : { ok: true, draft: { ...draft, attributes: row.attributes } }
}

/** Trailing separators, as spreadsheets leave them, are forgiven. */
function raggedness(cells: readonly string[], columns: number): string | null {
  const extra = cells.slice(columns).some((cell) => cell !== '')
  if (cells.length < columns || extra) return `has ${cells.length} fields where the header has ${columns}`
  return null
}

function readDraft(row: RowReader): Draft {
  const text = (target: Target, max: number) => row.read(target, (cell) => readText(cell, max))
  const yesNo = (target: Target) => row.read(target, readYesNo)
  const amount = (target: Target) => row.read(target, readAmount)
  const accountNumber = row.required('accountNumber', (cell) => readText(cell, 40))
  const name = readName(row, text('fullName', 120), { givenName: text('givenName', 80), familyName: text('familyName', 80) })
  const category = text('statusCategory', 80)
  const reason = text('statusReason', 118)
  return {
    accountNumber,
    ...name,
    organizationName: text('organizationName', 120),
    kind: row.read('kind', (cell) => readChoice(cell, kindWords)),
    language: row.read('language', (cell) => readChoice(cell, languageWords)),
    status: row.read('status', (cell) => readChoice(cell, statusWords)),
    statusReason: [category, reason].filter(Boolean).join(': ') || null,
    customerSince: row.read('customerSince', readDate),
    tenureMonths: row.read('tenureMonths', (cell) => readCount(cell, 1_200)),
    houseNumber: text('houseNumber', 20),
    street: text('street', 120),
    unit: text('unit', 40),
    city: text('city', 80),
    stateOrProvince: text('stateOrProvince', 40),
    postalCode: row.read('postalCode', readPostalCode),
    latitude: row.read('latitude', (cell) => readDegrees(cell, 90)),
    longitude: row.read('longitude', (cell) => readDegrees(cell, 180)),
    node: text('node', 40),
    phones: row.contacts('phone'),
    emails: row.contacts('email'),
    phoneService: yesNo('phoneService'),
    multipleLines: yesNo('multipleLines'),
    internetService: yesNo('internetService'),
    internetType: text('internetType', 200),
    monthlyMegabytes: row.read('monthlyGigabytes', readGigabytes),
    tvService: yesNo('tvService'),
    addOns: row.saidYes('addOn'),
    contract: row.read('contract', (cell) => readChoice(cell, contractWords)),
    paperless: yesNo('paperless'),
    autopay: yesNo('autopay'),
    paymentMethod: text('paymentMethod', 80),
    monthlyCharge: amount('monthlyCharge'),
    totalCharges: amount('totalCharges'),
    totalRefunds: amount('totalRefunds'),
    pastDue: amount('pastDue'),
    macAddress: row.read('macAddress', readMac),
    serialNumber: text('serialNumber', 40),
    equipmentModel: text('equipmentModel', 80),
    attributes: {},
  }
}

type Name = { givenName: string | null; familyName: string | null }

/** Columns of their own come before the whole name; what of that has no field then is kept in words. */
function readName(row: RowReader, fullName: string | null, own: Name): Name {
  const { givenName, familyName, suffix } = splitName(fullName ?? '')
  const name = { givenName: own.givenName ?? cut(givenName), familyName: own.familyName ?? cut(familyName) }
  if (suffix !== '') row.note('Name suffix', suffix)
  if (fullName !== null && saysMore(fullName, [name.givenName, name.familyName, row.attributes['Name suffix']].join(' '))) row.note('Full name', fullName)
  return name
}

const cut = (part: string): string | null => part.slice(0, 80).trim() || null

function saysMore(name: string, than: string): boolean {
  const words = (text: string) => text.toLowerCase().split(/[\s,]+/).filter(Boolean)
  const known = words(than)
  return words(name).some((word) => {
    const position = known.indexOf(word)
    // Each counts once: some people have a name twice.
    if (position >= 0) known.splice(position, 1)
    return position < 0
  })
}

/** `Rivera, Ana`, `Rivera, Ana, Jr` or `Ana Rivera`; what comes before the last word is the given name. */
function splitName(name: string): { givenName: string; familyName: string; suffix: string } {
  const [family = '', given = '', ...rest] = name.split(',').map((part) => part.trim())
  const suffix = rest.filter(Boolean).join(', ')
  if (given !== '') return { givenName: given, familyName: family, suffix }
  const lastBlank = family.lastIndexOf(' ')
  return { givenName: family.slice(0, Math.max(0, lastBlank)), familyName: family.slice(lastBlank + 1), suffix }
}

class RowReader {
  readonly reasons: string[] = []
  /** Headers are anybody's words; `__proto__` must be one like any other. */
  readonly attributes = Object.create(null) as Record<string, string>
  readonly #mapping: Mapping
  readonly #cells: Map<string, { header: string; cell: string }[]>

  constructor(cells: readonly string[], mapping: Mapping) {
    this.#mapping = mapping
    this.#cells = new Map()
    mapping.columns.forEach(({ header, destination }, position) => {
      const cell = cells[position] ?? ''
      if (destination === 'characteristic') this.#keep(header, cell)
      else if (destination !== 'ignore') this.#cells.set(destination, [...(this.#cells.get(destination) ?? []), { header, cell }])
    })
  }

  read<T>(target: Target, reader: (cell: string) => T | null): T | null {
    const { header, cell } = this.#cells.get(target)?.[0] ?? { header: target, cell: '' }
    if (alsoKept.has(target)) this.#keep(header, cell)
    return this.#attempt(header, () => reader(this.#meant(target, cell)))
  }

  required(target: Target, reader: (cell: string) => string | null): string {
    const value = this.read(target, reader)
    if (value === null && this.reasons.length === 0) this.reasons.push('has no account number')
    return value ?? ''
  }

  /** Columns of this target whose cell says yes. */
  saidYes(target: Target): string[] {
    const columns = this.#cells.get(target) ?? []
    return columns.filter(({ header, cell }) => this.#attempt(header, () => readYesNo(this.#meant(target, cell)))).map(({ header }) => header)
  }

  /** A number or address that reaches nobody must not cost the operator a customer: it is kept as an attribute. */
  contacts(target: 'phone' | 'email'): Contact[] {
    return (this.#cells.get(target) ?? []).flatMap(({ header, cell }) => {
      if (cell === '') return []
      try {
        return [{ column: header, value: normalizeContactValue(target, cell) }]
      } catch {
        this.#keep(header, cell)
        return []
      }
    })
  }

  /** Keeps what has no column of its own; a column of that name goes first. */
  note(label: string, text: string): void {
    if (!Object.hasOwn(this.attributes, label)) this.attributes[label] = text
  }

  #meant(target: Target, cell: string): string {
    return translated(this.#mapping, target, cell === '' ? (this.#mapping.set[target] ?? '') : cell)
  }

  #attempt<T>(header: string, reader: () => T): T | null {
    try {
      return reader()
    } catch (error) {
      if (!(error instanceof CellRefused)) throw error
      this.reasons.push(`${header} ${error.message}`)
      return null
    }
  }

  #keep(header: string, cell: string): void {
    const text = this.#attempt(header, () => readText(cell, LONGEST_ATTRIBUTE))
    if (text !== null) this.attributes[header] = text
  }
}
