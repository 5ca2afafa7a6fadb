/** Numbers, dates and identifiers as a person reads them. Formatters are made once for each locale: making one costs more than using it a thousand times. */
import { formatMoney } from '#shared/kernel/money-format.ts'

export type Formats = ReturnType<typeof build>

const made = new Map<string, Formats>()
/**
 * @param locale BCP 47, such as `en-US`.
 * @param namesZone times of day say their zone: where this computer's clock is not the operator's, one must not be read for the other
 */
export function makeFormats(locale: string, namesZone = false): Formats {
  const key = `${locale} ${namesZone}`
  let formats = made.get(key)
  if (!formats) made.set(key, (formats = build(locale, namesZone)))
  return formats
}

// The short styles have no place for a zone; this is what they are made of.
const zonedTime = { hour: 'numeric', minute: '2-digit', timeZoneName: 'short' } as const
const zonedMoment = { year: 'numeric', month: 'short', day: 'numeric', ...zonedTime } as const

function build(locale: string, namesZone: boolean) {
  const day = lazy(() => new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }))
  const shortDay = lazy(() => new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short', timeZone: 'UTC' }))
  const month = lazy(() => new Intl.DateTimeFormat(locale, { month: 'short', year: 'numeric', timeZone: 'UTC' }))
  const monthLetter = lazy(() => new Intl.DateTimeFormat(locale, { month: 'narrow', timeZone: 'UTC' }))
  const time = lazy(() => new Intl.DateTimeFormat(locale, namesZone ? zonedTime : { timeStyle: 'short' }))
  const moment = lazy(() => new Intl.DateTimeFormat(locale, namesZone ? zonedMoment : { dateStyle: 'medium', timeStyle: 'short' }))
  const heading = lazy(() => new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric', timeZone: 'UTC' }))
  const number = lazy(() => new Intl.NumberFormat(locale, { maximumFractionDigits: 1 }))
  const fine = lazy(() => new Intl.NumberFormat(locale, { maximumSignificantDigits: 2 }))
  const languages = lazy(() => new Intl.DisplayNames(locale, { type: 'language' }))
  return {
    money: (minorUnits: number, currency: string) => formatMoney({ amount: minorUnits, currency }, locale),
    /** With its sign also where it is above zero: `+$20.00`. */
    difference: (minorUnits: number, currency: string) => (minorUnits > 0 ? '+' : '') + formatMoney({ amount: minorUnits, currency }, locale),
    /** A calendar day without a zone, `2026-11-23`. */
    day: (date: string) => day().format(new Date(`${date}T00:00:00Z`)),
    /** `Dec 3` */
    shortDay: (date: string) => shortDay().format(new Date(`${date}T00:00:00Z`)),
    /** First and last day, both counted: `Nov 2 – Dec 1`. */
    span: (start: string, end: string) => shortDay().formatRange(new Date(`${start}T00:00:00Z`), new Date(`${end}T00:00:00Z`)),
    month: (date: string) => month().format(new Date(`${date}T00:00:00Z`)),
    monthLetter: (date: string) => monthLetter().format(new Date(`${date}T00:00:00Z`)),
    /** Of an instant, in the zone of this computer. */
    time: (instant: string) => time().format(new Date(instant)),
    moment: (instant: string) => moment().format(new Date(instant)),
    dayHeading: (date: string) => heading().format(new Date(`${date}T00:00:00Z`)),
    number: (value: number) => number().format(value),
    /** Below one, by its first two digits: `0.0034`. */
    fine: (value: number) => fine().format(value),
    language: (tag: string) => capitalize(nameIn(languages(), tag), locale),
    /** Within a sentence. */
    languageInText: (tag: string) => nameIn(languages(), tag),
  }
}

/** A tag that no browser knows, such as `en-x1`, is told as it is. */
function nameIn(names: Intl.DisplayNames, tag: string): string {
  try {
    return names.of(tag) ?? tag
  } catch {
    return tag
  }
}

function lazy<T>(make: () => T): () => T {
  let value: T | undefined
  return () => (value ??= make())
}

const capitalize = (text: string, locale: string) => text.charAt(0).toLocaleUpperCase(locale) + text.slice(1)

/** `+19145550123` as `(914) 555-0123`; other countries' numbers stay as they are. */
export function formatPhone(e164: string): string {
  const match = /^\+1(\d{3})(\d{3})(\d{4})$/.exec(e164)
  return match ? `(${match[1]}) ${match[2]}-${match[3]}` : e164
}

/** `001122AABBCC` as `00:11:22:AA:BB:CC`. */
export const formatMac = (mac: string): string => mac.match(/.{2}/g)?.join(':') ?? mac

type Place = { houseNumber: string | null; street: string | null; unit: string | null; city: string | null; stateOrProvince: string | null; postalCode: string | null }
/** `14 Maple St Apt 3B`, empty when nothing is known. */
export const streetLine = (place: Place): string => [place.houseNumber, place.street, place.unit].filter(Boolean).join(' ')
/** `Yonkers NY 10701` */
export const cityLine = (place: Place): string => [place.city, place.stateOrProvince, place.postalCode].filter(Boolean).join(' ')
export const addressLine = (place: Place): string => [streetLine(place), cityLine(place)].filter(Boolean).join(', ')
