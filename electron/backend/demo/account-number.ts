/**
 * Account numbers as a cable operator prints them, `07810-449-2210-7`: five digits of the franchise, seven of the
 * account, and a check digit by the Luhn rule (ISO/IEC 7812-1 annex B), which catches every single wrong digit
 * and nearly every swap of neighbours. They begin with 0, as no payment card does, so they are not mistaken for one.
 */
const ACCOUNTS = 10_000_000
/** Has no factor in common with ACCOUNTS, so each index gets its own seven digits, far from its neighbour's. */
const STRIDE = 2_718_281
const FIRST = 4_492_210

/** @param digits without the check digit. */
export function luhnDigit(digits: string): number {
  let sum = 0
  for (let position = 0; position < digits.length; position += 1) {
    const digit = digits.charCodeAt(digits.length - 1 - position) - 48
    const doubled = digit * 2
    sum += position % 2 === 1 ? digit : doubled > 9 ? doubled - 9 : doubled
  }
  return (10 - (sum % 10)) % 10
}

/** @param franchise five digits; @param index 0 to 9,999,999. */
export function accountNumber(franchise: string, index: number): string {
  // STRIDE * index stays below 2^53.
  const account = String((STRIDE * index + FIRST) % ACCOUNTS).padStart(7, '0')
  return `${franchise}-${account.slice(0, 3)}-${account.slice(3)}-${luhnDigit(franchise + account)}`
}
