/**
 * What may stand in the log. The processes do not log people's data; this is the second net, for a message of a
 * library that quotes its input: e-mail addresses, numbers as long as a phone's or an account's, keys and tokens.
 */
const RULES: readonly (readonly [RegExp, string])[] = [
  [/[\w.+-]+@[\w-]+(\.[\w-]+)+/g, '[e-mail]'],
  [/\b[0-9a-f]{64}\b/gi, '[key]'],
  [/(?<![\w-])[A-Za-z0-9_-]{43}(?![\w-])/g, '[token]'],
  [/\+?\d(?:[ ().-]{0,2}\d){6,}/g, '[number]'],
]

export function scrub(line: string): string {
  return RULES.reduce((text, [pattern, name]) => text.replace(pattern, name), line)
}
