/**
 * Numbers of cards in text (ISO/IEC 7812-1): 13 to 19 digits with a Luhn check digit, as people type them.
 * - Nothing, or one space, dot or dash between the digits: any such number.
 * - Up to three other signs, such as a line break, two spaces, ` - ` or a slash: a network's own number in a card's own
 *   groups alone. By chance the check digit is right in one of ten lists of phone numbers, dates or amounts.
 * - Something run on behind it, such as its expiry: a network's number again, and what is run on goes with it.
 * After a plus, up to 15 digits are a phone number (E.164).
 */

/** An id looks like digits in groups now and then, and stands in drafts beside the text. */
const ID = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/gi
const RUN = /\d(?:[^\p{L}\p{N}]{0,3}\d)*/gu
const TIGHT = /^[ .\u00a0-]$/
/** Visa; Mastercard and Mir; American Express; Diners; JCB; Discover, UnionPay, RuPay, Maestro. */
const NETWORK = /^(?:4(?:\d{12}|\d{15}|\d{18})|(?:5[1-5]|2[2-7])\d{14}|3[47]\d{13}|3[0689]\d{12}(?:\d\d)?|35\d{14}|(?:6\d|5[06-9])\d{14,17})$/
/** A code or a slip of the finger; month and year, with a code behind them or not. */
const RUN_ON = /^(?:\d{1,3}|(?:0[1-9]|1[0-2])(?:20)?\d\d\d{0,4})$/
/** The usual ones first: of what is run on a part may look like the end of a longer one. */
const LENGTHS = [16, 15, 14, 19, 18, 17, 13] as const
const MOST_DIGITS = 19 + 10
const PHONE_DIGITS = 15

/** Digits that stand together; `gap` is what is between them and the ones before. */
type Group = { at: number; digits: string; gap: string }
type Found = { from: number; until: number; lastFour: string }

export const holdsCardNumber = (text: string): boolean => maskCardNumbers(text) !== text

/** Leaves the last four digits, as they stand on a receipt. */
export function maskCardNumbers(text: string): string {
  const signs = [...text]
  const found = cardsIn(signs.map(fold).join('').replace(ID, (id) => 'x'.repeat(id.length)))
  let [masked, done] = ['', 0]
  for (const { from, until, lastFour } of found) {
    masked += `${signs.slice(done, from).join('')}···· ${lastFour}`
    done = until
  }
  return masked + signs.slice(done).join('')
}

/** One unit for each sign, so that places are the same in both: digits of any width as digits, the rest as what it counts for. */
function fold(sign: string): string {
  if (sign <= '\u007f') return sign
  const folded = sign.normalize('NFKC')
  if (/^\d$/.test(folded)) return folded
  return /[\p{L}\p{N}]/u.test(sign) ? 'x' : sign.length === 1 ? sign : '·'
}

function cardsIn(text: string): Found[] {
  const found: Found[] = []
  for (const { 0: run, index } of text.matchAll(RUN)) {
    const groups = groupsOf(run, index, text.charAt(index - 1))
    for (let first = 0; first < groups.length;) {
      const taken = cardAt(groups, first)
      if (taken) found.push(taken.card)
      first += taken?.groups ?? 1
    }
  }
  return found
}

function groupsOf(run: string, start: number, before: string): Group[] {
  let [end, gap] = [0, before]
  return [...run.matchAll(/\d+/g)].map(({ 0: digits, index }) => {
    if (index > 0) gap = run.slice(end, index)
    end = index + digits.length
    return { at: start + index, digits, gap }
  })
}

/** The longest card of whole groups that begins here, else one with something run on. */
function cardAt(groups: readonly Group[], first: number): { card: Found; groups: number } | null {
  const windows = windowsAt(groups, first)
  for (const window of windows) if (isCard(window)) return taken(window, digitsOf(window))
  for (const window of windows) {
    const card = beforeRunOn(window)
    if (card) return taken(window, card)
  }
  return null
}

/** Longest first. */
function windowsAt(groups: readonly Group[], first: number): Group[][] {
  const windows: Group[][] = []
  let digits = 0
  for (let until = first; until < groups.length; until += 1) {
    digits += groups[until]?.digits.length ?? 0
    if (digits > MOST_DIGITS) break
    if (digits >= 13) windows.unshift(groups.slice(first, until + 1))
  }
  return windows
}

const digitsOf = (window: readonly Group[]): string => window.map(({ digits }) => digits).join('')

function taken(window: readonly Group[], card: string): { card: Found; groups: number } {
  const last = window.at(-1)
  return { card: { from: window[0]?.at ?? 0, until: last ? last.at + last.digits.length : 0, lastFour: card.slice(-4) }, groups: window.length }
}

/** No network's numbers begin with 0; those of accounts often do. */
function isCard(window: readonly Group[]): boolean {
  const digits = digitsOf(window)
  if (digits.length > 19 || digits.startsWith('0') || !isLuhn(digits)) return false
  if (isPlus(window) && digits.length <= PHONE_DIGITS) return false
  return (isTight(window) && !isPlus(window)) || (NETWORK.test(digits) && isGroupedAsCard(window))
}

/** @returns the card that ends within the last group */
function beforeRunOn(window: readonly Group[]): string | null {
  const digits = digitsOf(window)
  const last = window.at(-1)?.digits.length ?? 0
  if (!isTight(window) || !isGroupedAsCard(window)) return null
  const length = LENGTHS.find((length) => length > digits.length - last && length > (isPlus(window) ? PHONE_DIGITS : 0) && RUN_ON.test(digits.slice(length))
    && NETWORK.test(digits.slice(0, length)) && isLuhn(digits.slice(0, length)))
  return length ? digits.slice(0, length) : null
}

const isTight = (window: readonly Group[]): boolean => window.slice(1).every(({ gap }) => TIGHT.test(gap))
const isPlus = ([first]: readonly Group[]): boolean => first?.gap.endsWith('+') ?? false

/** Fours, 4-6-5 as American Express has it, or each digit by itself. */
function isGroupedAsCard(window: readonly Group[]): boolean {
  let sum = 0
  const ends = window.slice(0, -1).map(({ digits }) => (sum += digits.length))
  return ends.every((end) => end % 4 === 0) || (ends[0] === 4 && ends.every((end) => end === 4 || end === 10)) || window.every(({ digits }) => digits.length === 1)
}

function isLuhn(digits: string): boolean {
  let sum = 0
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits[digits.length - 1 - place])
    const value = place % 2 === 0 ? digit : digit * 2
    sum += value > 9 ? value - 9 : value
  }
  return sum % 10 === 0
}
