/** Numbers of cards in text (ISO/IEC 7812-1): 13 to 19 digits with a Luhn check digit, spaces, dots and dashes between them or not. */

/** An id looks like digits in groups now and then, and stands in drafts beside the text. */
const ID = /([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})/i
/** After a plus it is a phone number. */
const DIGITS = /(?<![+\d])\d(?:[ .\u00a0-]?\d)*/g

export const holdsCardNumber = (text: string): boolean => maskCardNumbers(text) !== text

/** Leaves the last four digits, as they stand on a receipt. */
export const maskCardNumbers = (text: string): string =>
  text.split(ID).map((part, index) => (index % 2 === 1 ? part : part.replace(DIGITS, maskRun))).join('')

/** Whole groups of a run, the longest card that begins there first: what follows may be its expiry. */
function maskRun(run: string): string {
  const groups = run.split(/([ .\u00a0-])/)
  for (let from = 0; from < groups.length; from += 2)
    for (let until = groups.length; until > from; until -= 2) {
      const digits = groups.slice(from, until).filter((_part, index) => index % 2 === 0).join('')
      if (isCard(digits)) return [...groups.slice(0, from), `···· ${digits.slice(-4)}`].join('') + maskTail(groups.slice(until))
    }
  return run
}

const maskTail = (groups: readonly string[]): string => groups.join('').replace(DIGITS, maskRun)

/** No network's numbers begin with 0; those of accounts often do. */
const isCard = (digits: string): boolean => digits.length >= 13 && digits.length <= 19 && !digits.startsWith('0') && isLuhn(digits)

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place])
    const value = place % 2 === 0 ? digit : digit * 2
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
