/** Money in words. Apart from money.ts so that a screen can show an amount without loading the schemas. */
import type { Money } from './money.ts'

/** @param locale BCP 47, such as `en-US` or `es-US`. */
export function formatMoney(value: Money, locale: string): string {
  // Intl takes a decimal string without going through a float; amounts below 2^53 are exact either way.
  const sign = value.amount < 0 ? '-' : ''
  const digits = String(Math.abs(value.amount)).padStart(3, '0')
  const decimal = `${sign}${digits.slice(0, -2)}.${digits.slice(-2)}`
  return moneyFormat(locale, value.currency).format(decimal as Intl.StringNumericLiteral)
}

const formats = new Map<string, Intl.NumberFormat>()
function moneyFormat(locale: string, currency: string): Intl.NumberFormat {
  const key = `${locale} ${currency}`
  let format = formats.get(key)
  if (!format) formats.set(key, (format = new Intl.NumberFormat(locale, { style: 'currency', currency })))
  return format
}
