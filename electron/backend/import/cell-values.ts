/** How one cell is understood. Each reader gives null for "nothing said" and throws `CellRefused` for what it cannot mean. */
import { parseMinorUnits } from '#shared/kernel/money.ts'

export class CellRefused extends Error {}

const nothing = new Set(['', 'none', 'n/a', 'null', '-', 'nan'])
export const isNothing = (cell: string): boolean => nothing.has(cell.toLowerCase())

export function readText(cell: string, max: number): string | null {
  if (cell === '') return null
  if (cell.length > max) throw new CellRefused(`has ${cell.length} characters, at most ${max} are kept`)
  // eslint-disable-next-line no-control-regex -- control characters are exactly what is refused here
  if (/[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f]/.test(cell)) throw new CellRefused('contains control characters')
  return cell
}

/** Minor units, 0 or more. */
export function readAmount(cell: string): number | null {
  if (isNothing(cell)) return null
  const amount = parseMinorUnits(cell)
  if (amount === null) throw new CellRefused(`is no amount of money: ${cell}`)
  if (amount < 0) throw new CellRefused(`is negative: ${cell}`)
  return amount
}

const yes = new Set(['yes', 'y', 'true', 't', '1', 'x', 'on', 'active', 'enrolled'])
const no = new Set(['no', 'n', 'false', 'f', '0', 'off', 'inactive', 'not enrolled'])

/** `No internet service` is a no as well. */
export function readYesNo(cell: string): boolean | null {
  const word = cell.toLowerCase()
  if (isNothing(word)) return null
  if (yes.has(word)) return true
  if (no.has(word) || word.startsWith('no ')) return false
  throw new CellRefused(`is neither yes nor no: ${cell}`)
}

/** Gigabytes of 10^9 bytes to whole megabytes. `No` stands where there is no internet. */
export function readGigabytes(cell: string): number | null {
  if (isNothing(cell) || no.has(cell.toLowerCase()) && cell !== '0') return null
  const match = /^(\d{1,7})(?:\.(\d{1,3}))?$/.exec(cell)
  if (!match) throw new CellRefused(`is no amount of data in GB: ${cell}`)
  return Number(match[1]) * 1_000 + Number((match[2] ?? '').padEnd(3, '0'))
}

export function readCount(cell: string, most: number): number | null {
  if (isNothing(cell)) return null
  if (!/^\d{1,9}$/.test(cell) || Number(cell) > most) throw new CellRefused(`is no whole number from 0 to ${most}: ${cell}`)
  return Number(cell)
}

/** WGS 84 degrees. */
export function readDegrees(cell: string, most: 90 | 180): number | null {
  if (isNothing(cell)) return null
  const value = /^-?\d{1,3}(\.\d{1,15})?$/.test(cell) ? Number(cell) : NaN
  if (!(Math.abs(value) <= most)) throw new CellRefused(`is no coordinate: ${cell}`)
  return value
}

/** `2022-06-30`, `6/30/2022`. */
export function readDate(cell: string): string | null {
  if (isNothing(cell)) return null
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})(?:[T ].*)?$/.exec(cell)
  const american = /^(\d{1,2})\/(\d{1,2})\/(\d{4})$/.exec(cell)
  const [year, month, day] = iso ? iso.slice(1) : american ? [american[3], american[1], american[2]] : []
  const date = `${year}-${month?.padStart(2, '0')}-${day?.padStart(2, '0')}`
  // The engine turns February 30 into March 2; a date that comes back changed was none.
  const time = Date.parse(`${date}T00:00:00Z`)
  if (Number.isNaN(time) || new Date(time).toISOString().slice(0, 10) !== date) throw new CellRefused(`is no date (2022-06-30 or 6/30/2022): ${cell}`)
  return date
}

/** Spreadsheets drop the leading zero of a ZIP of New Jersey or Connecticut. */
export function readPostalCode(cell: string): string | null {
  const text = readText(cell, 12)
  return text !== null && /^\d{4}$/.test(text) ? `0${text}` : text
}

/** @param known words in lower case and what they mean. */
export function readChoice<T extends string>(cell: string, known: Readonly<Record<string, T>>): T | null {
  if (isNothing(cell)) return null
  const word = cell.toLowerCase().replaceAll(/[^a-z0-9]+/g, ' ').trim()
  const meaning = Object.hasOwn(known, word) ? known[word] : undefined
  if (meaning === undefined) throw new CellRefused(`is not understood: ${cell}`)
  return meaning
}

/** 12 upper-case hex digits from `aa:bb:cc:dd:ee:ff`, `aabb.ccdd.eeff` and the like. */
export function readMac(cell: string): string | null {
  if (isNothing(cell)) return null
  const digits = cell.replaceAll(/[:.\-\s]/g, '').toUpperCase()
  if (!/^[0-9A-F]{12}$/.test(digits)) throw new CellRefused(`is no MAC address: ${cell}`)
  return digits
}
