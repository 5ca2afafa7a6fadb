/** Times as the operator's clock has them: what opens at eight opens at eight there. */
import type { Language } from './chat-words.ts'

const locales = { en: 'en-US', es: 'es-US' } as const
export type Clocked = { language: Language; timeZone: string }

export const timeOf = (at: string, { language, timeZone }: Clocked): string => new Intl.DateTimeFormat(locales[language], { timeStyle: 'short', timeZone }).format(Date.parse(at))
export const dayOf = (at: string, { language, timeZone }: Clocked): string => new Intl.DateTimeFormat(locales[language], { dateStyle: 'full', timeZone }).format(Date.parse(at))
/** `1.2 MB` */
export function sizeOf(bytes: number, language: Language): string {
  const large = bytes >= 1_000_000
  return new Intl.NumberFormat(locales[language], { style: 'unit', unit: large ? 'megabyte' : 'kilobyte', maximumFractionDigits: large ? 1 : 0 }).format(Math.max(1, bytes / (large ? 1_000_000 : 1_000)))
}
/** `Monday at 8:00 AM EST` */
export const opensOf = (at: string, { language, timeZone }: Clocked): string =>
  new Intl.DateTimeFormat(locales[language], { weekday: 'long', day: 'numeric', month: 'long', hour: 'numeric', minute: '2-digit', timeZone, timeZoneName: 'short' }).format(Date.parse(at))
export const momentOf = (at: string, { language, timeZone }: Clocked): string => new Intl.DateTimeFormat(locales[language], { dateStyle: 'short', timeStyle: 'medium', timeZone }).format(Date.parse(at))
