/**
 * How text becomes words, the same at indexing and at asking: lower case, no accents, apostrophes dropped
 * (`O'Neil` is `oneil`), everything else that is neither letter nor digit parts words. So nothing that means
 * something to the index's query language can ever be in a word.
 */
const apostrophes = /['`´’‘ʼʻ＇]/g
const plain = /^[ -~]*$/
/** Letters that Unicode does not take apart. */
const ligatures: Record<string, string> = { ß: 'ss', æ: 'ae', œ: 'oe', ø: 'o', ł: 'l', đ: 'd', ð: 'd', þ: 'th', ı: 'i', ħ: 'h' }

export function fold(text: string): string {
  if (plain.test(text)) return text.toLowerCase()
  const straight = text.replace(apostrophes, "'").normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase()
  return straight.replace(/[ßæœøłđðþıħ]/g, (letter) => ligatures[letter] ?? letter)
}

const asciiWord = /[a-z0-9]+/g
const anyWord = /[\p{L}\p{N}]+/gu
/** @param folded what `fold` gave */
export const split = (folded: string): string[] => folded.match(plain.test(folded) ? asciiWord : anyWord) ?? []

const asciiOther = /[^a-z0-9]+/g
/** Letters and digits only: how identifiers are compared. */
export const compact = (text: string): string => (plain.test(text) ? text.toLowerCase().replace(asciiOther, '') : split(fold(text)).join(''))

/** A printed number from each of its groups on: `07810-449-2` is `078104492`, `4492` and `2`. */
export function fromEachGroup(printed: string): string[] {
  const groups = split(fold(printed))
  return groups.map((_, at) => groups.slice(at).join(''))
}

/** A phone number as it is said in North America: without the country code. */
export function nationalDigits(phone: string): string {
  const digits = compact(phone)
  return digits.length === 11 && digits.startsWith('1') ? digits.slice(1) : digits
}

/**
 * Every word by which a field of a name can be found: `García-Márquez` is `garcia`, `marquez` and
 * `garciamarquez`; `O'Neil` is `oneil` and `neil`; `De La Cruz` is also `delacruz`.
 */
export function nameWords(text: string): string[] {
  const folded = fold(text)
  const words = split(folded.replaceAll("'", ''))
  const whole = words.length > 1 ? [words.join('')] : []
  return [...words, ...whole, ...partsOf(folded)]
}

/** The same without the joined whole: nobody says `mainst`. House number `120-15` is also `12015`. */
export function placeWords(text: string): string[] {
  const folded = fold(text)
  return [...split(folded.replaceAll("'", '')), ...partsOf(folded)]
}

/** What stands beside an apostrophe, and what hyphens join: `Maria-Elena Ruiz` is also `mariaelena`. */
function partsOf(folded: string): string[] {
  const parts = folded.includes("'") ? split(folded).filter((part) => part.length > 1) : []
  const joined = folded.includes('-') ? folded.split(/\s+/).filter((chunk) => chunk.includes('-')) : []
  return [...parts, ...joined.map((chunk) => split(chunk).join('')).filter((word) => word.length > 0)]
}
