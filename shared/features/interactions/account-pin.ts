/** The customer's PIN: chosen by them, said by them, compared by the backend. */

/**
 * Digits. Six at least: what somebody chooses is guessed with three tries in a contact and nine in a day
 * (NIST SP 800-63B asks for six where a secret is so short). Ten at most: more is not said without a slip.
 */
export const PIN_DIGITS = { min: 6, max: 10 } as const

export type PinProblem = 'length' | 'repeated' | 'row' | 'known'

/**
 * Why it may not be chosen; null when it may. 47 CFR 64.2010(e): a password is no readily available biographical
 * or account information.
 * @param known numbers of the account, such as its number, phones and postal code; digits are looked at, nothing else
 */
export function pinProblem(pin: string, known: readonly string[]): PinProblem | null {
  if (!/^\d+$/.test(pin) || pin.length < PIN_DIGITS.min || pin.length > PIN_DIGITS.max) return 'length'
  if (isRepeated(pin)) return 'repeated'
  if (isRow(pin)) return 'row'
  return known.map((text) => text.replace(/\D/g, '')).some((digits) => shares(digits, pin)) ? 'known' : null
}

/** Of two digits alone, such as `111222`, or the same part again and again, as `123123`. */
const isRepeated = (pin: string): boolean =>
  new Set(pin).size <= 2 || Array.from({ length: Math.floor(pin.length / 2) }, (_, at) => pin.slice(0, at + 1)).some((part) => part.repeat(Math.ceil(pin.length / part.length)).slice(0, pin.length) === pin)

/** `123456`, `987654`, `246802`: the same step all along. */
function isRow(pin: string): boolean {
  const steps = [...pin].slice(1).map((digit, at) => (Number(digit) - Number(pin[at]) + 10) % 10)
  return new Set(steps).size === 1
}

/** The PIN stands in the number, or the whole number in the PIN; short ones such as a house number say nothing. */
const shares = (digits: string, pin: string): boolean => digits.includes(pin) || (digits.length >= 4 && pin.includes(digits))
