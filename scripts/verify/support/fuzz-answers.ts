/** What an answer to nonsense must never be: our own fault, or a look into the house. */

/** Of a stack trace, of the database's own words, of a place on this disk. */
const LEAKS: readonly [string, RegExp][] = [
  ['stack trace', /\n\s+at .+:\d+:\d+|\\n\s+at [^"]+:\d+:\d+|node:internal|node_modules/],
  ['words of the database', /\b(syntax error at or near|violates (foreign key|check|unique|not-null) constraint|invalid input syntax|relation "[a-z_]+"|SQLITE_[A-Z]+)\b/],
  ['path of the disk', /file:\/\/\/|\/(home|root|tmp|usr|var)\/[\w.-]+\//],
]

/** @returns what is wrong with it; null when nothing is */
export function faultOf(status: number, text: string): string | null {
  const leak = LEAKS.find(([, pattern]) => pattern.test(text))
  if (leak) return leak[0]
  return status >= 500 ? `status ${status}` : null
}
