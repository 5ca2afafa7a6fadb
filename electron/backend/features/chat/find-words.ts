/** How words are found in lines whatever their accents: letter by letter, so that what is found stands where it stood. */

/** Small letters with an accent, and what is typed for them. */
export const FOLD_FROM = 'áàâäãåéèêëíìîïóòôöõúùûüñç'
export const FOLD_TO = 'aaaaaaeeeeiiiiooooouuuunc'

/** The same for a database whose `lower` knows no letters beyond those of ASCII. */
export const [SQL_FROM, SQL_TO] = [FOLD_FROM + FOLD_FROM.toUpperCase(), FOLD_TO + FOLD_TO]

/** As long as the text was. */
export const folded = (text: string): string => Array.from(text, small).join('')
function small(letter: string): string {
  const lower = letter.toLowerCase()
  const one = lower.length === letter.length ? lower : letter
  const at = FOLD_FROM.indexOf(one)
  return at < 0 ? one : FOLD_TO[at]!
}

const BEFORE = 60
const BEHIND = 100

/** @returns what stands around the first place, and where it is in that; from 0 to 0 where only the database finds it */
export function excerptOf(body: string, text: string): { excerpt: string; from: number; to: number } {
  const at = folded(body).indexOf(folded(text))
  if (at < 0) return { excerpt: body.slice(0, BEFORE + BEHIND), from: 0, to: 0 }
  const begin = wholeLetter(body, Math.max(0, at - BEFORE))
  const end = wholeLetter(body, Math.min(body.length, at + text.length + BEHIND))
  const [before, behind] = [begin > 0 ? '…' : '', end < body.length ? '…' : '']
  const from = at - begin + before.length
  return { excerpt: `${before}${body.slice(begin, end)}${behind}`, from, to: from + text.length }
}
/** Never between the two halves of one. */
const wholeLetter = (text: string, at: number): number => (at > 0 && at < text.length && /[\udc00-\udfff]/.test(text[at]!) ? at + 1 : at)
