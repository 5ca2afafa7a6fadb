/**
 * Money is an integer count of minor units (cents) with its ISO 4217 currency. This file is the only
 * place where amounts are added, split or parsed; no float ever touches one.
 */
import { z } from 'zod'
import { AppError } from './errors.ts'

export { formatMoney } from './money-format.ts'

/** Largest magnitude of one amount, in minor units: one million million. Sums stay exact in a double. */
export const MAX_MINOR_UNITS = 1_000_000_000_000

export const currencySchema = z.string().regex(/^[A-Z]{3}$/)
export const minorUnitsSchema = z.int().min(-MAX_MINOR_UNITS).max(MAX_MINOR_UNITS)
export const moneySchema = z.strictObject({ amount: minorUnitsSchema, currency: currencySchema })
export type Money = z.infer<typeof moneySchema>

/** @throws AppError `internal` if `amount` is not an integer within MAX_MINOR_UNITS. */
export function money(amount: number, currency = 'USD'): Money {
  // -0 is an integer to JavaScript, but no person means it.
  if (!Number.isSafeInteger(amount) || Math.abs(amount) > MAX_MINOR_UNITS)
    throw new AppError('internal', { detail: 'amount out of range' })
  return { amount: amount === 0 ? 0 : amount, currency }
}

export const zero = (currency = 'USD'): Money => money(0, currency)

export function add(a: Money, b: Money): Money {
  requireSameCurrency(a, b)
  return money(a.amount + b.amount, a.currency)
}

export const negate = (a: Money): Money => money(-a.amount, a.currency)
export const subtract = (a: Money, b: Money): Money => add(a, negate(b))
export const sum = (amounts: Iterable<Money>, currency = 'USD'): Money => {
  let total = zero(currency)
  for (const amount of amounts) total = add(total, amount)
  return total
}

/**
 * Splits an amount in proportion to whole-number weights, losing and making no cent: the remainder goes
 * one cent at a time to the largest fractions, earlier parts first (the largest remainder method).
 */
export function allocate(total: Money, weights: readonly number[]): Money[] {
  const whole = weights.reduce((sumSoFar, weight) => sumSoFar + weight, 0)
  if (whole <= 0 || weights.some((weight) => weight < 0 || !Number.isInteger(weight)))
    throw new AppError('internal', { detail: 'weights must be whole numbers with a positive sum' })
  const magnitude = BigInt(Math.abs(total.amount))
  const parts = weights.map((weight) => (magnitude * BigInt(weight)) / BigInt(whole))
  const rests = weights.map((weight, index) => ({ index, rest: (magnitude * BigInt(weight)) % BigInt(whole) }))
  let left = magnitude - parts.reduce((sumSoFar, part) => sumSoFar + part, 0n)
  rests.sort((a, b) => (a.rest === b.rest ? a.index - b.index : a.rest > b.rest ? -1 : 1))
  for (const { index } of rests) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  const sign = total.amount < 0 ? -1 : 1
  return parts.map((part) => money(sign * Number(part), total.currency))
}

/**
 * `part` of `whole` of an amount, as for days of a cycle; half a cent goes away from zero, as on a bill.
 * @param part whole number, 0 or more. @param whole whole number above 0.
 */
export function share(base: Money, part: number, whole: number): Money {
  if (!Number.isSafeInteger(part) || !Number.isSafeInteger(whole) || part < 0 || whole <= 0)
    throw new AppError('internal', { detail: 'a share takes whole numbers' })
  const cents = (BigInt(Math.abs(base.amount)) * BigInt(part) * 2n + BigInt(whole)) / (BigInt(whole) * 2n)
  return money(base.amount < 0 ? -Number(cents) : Number(cents), base.currency)
}

/** @param basisPoints hundredths of a percent, a whole number; half a cent goes away from zero, as on a bill. */
export function proportion(base: Money, basisPoints: number): Money {
  return share(base, basisPoints, 10_000)
}

/**
 * Reads a plain decimal amount as people and files write it: `12`, `12.5`, `-12.50`, `$1,234.50`.
 * Refuses exponents, more than two decimals, misplaced group separators, one decimal behind groups (`1,234.5` may be a slip
 * for `12,345`), and digits of other scripts.
 * @returns minor units, or null when the text is not an amount.
 */
export function parseMinorUnits(text: string): number | null {
  const match = /^(-)?\$?(?:(\d{1,3}(?:,\d{3})+)(?:\.(\d{2}))?|(\d{1,13})(?:\.(\d{1,2}))?)$/.exec(text.trim())
  if (!match) return null
  const [, sign, grouped, groupedCents, plain = '0', plainCents] = match
  const [whole, decimals] = grouped === undefined ? [plain, plainCents ?? ''] : [grouped, groupedCents ?? '']
  const minor = Number(whole.replaceAll(',', '')) * 100 + Number(decimals.padEnd(2, '0'))
  if (minor > MAX_MINOR_UNITS || (sign && minor === 0)) return null
  return sign ? -minor : minor
}

function requireSameCurrency(a: Money, b: Money): void {
  if (a.currency !== b.currency) throw new AppError('internal', { detail: 'two currencies in one sum' })
}
