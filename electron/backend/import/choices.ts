/** The words of operators' files for the closed lists of the contract, in lower case without punctuation. */
import type { Product } from '#shared/features/catalog/catalog.schema.ts'
import type { Customer, CustomerStatus } from '#shared/features/customers/customers.schema.ts'

const wordsFor = <T extends string>(lists: Record<T, string>): Record<string, T> =>
  Object.fromEntries((Object.keys(lists) as T[]).flatMap((meaning) => lists[meaning].split(',').map((word) => [word.trim(), meaning])))

/** No file says that somebody was erased: that is an act of its own. */
export type FileStatus = Exclude<CustomerStatus, 'erased'>

export const statusWords: Record<string, FileStatus> = wordsFor({
  active: 'active, current, stayed, joined, open, connected, in service, live, a',
  suspended: 'suspended, suspend, hold, on hold, non pay, nonpay, soft disconnect, seasonal, s',
  closed: 'closed, churned, disconnected, cancelled, canceled, terminated, inactive, ended, former, left, d, c',
  pending: 'pending, new, ordered, scheduled, pending install, p',
})

export const contractWords: Record<string, NonNullable<Product['contractTerm']>> = wordsFor({
  monthToMonth: 'month to month, monthtomonth, monthly, no contract, none, mtm',
  oneYear: 'one year, oneyear, 1 year, 12 months, annual, 12',
  twoYear: 'two year, twoyear, two years, 2 year, 2 years, 24 months, 24',
})

export const kindWords: Record<string, Customer['kind']> = wordsFor({
  residential: 'residential, res, consumer, home, r',
  business: 'business, bus, commercial, enterprise, smb, b',
})

export const languageWords: Record<string, string> = wordsFor({
  en: 'en, eng, english',
  es: 'es, spa, spanish, espanol, español',
  'zh-Hans': 'zh, zh hans, chinese, mandarin, cantonese',
  ru: 'ru, russian',
  bn: 'bn, bengali, bangla',
  ht: 'ht, haitian, haitian creole, creole',
  ko: 'ko, korean',
  ar: 'ar, arabic',
  pl: 'pl, polish',
  it: 'it, italian',
  fr: 'fr, french',
  yi: 'yi, yiddish',
})
