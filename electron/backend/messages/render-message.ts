/** From a template and its parameters to what goes out. */
import type { MessageChannel, MessageTemplate } from '#shared/features/messages/messages.schema.ts'
import { formatMoney } from '#shared/kernel/money-format.ts'
import type { Money } from '#shared/kernel/money.ts'
import { oneStop } from '#shared/kernel/one-stop.ts'
import { templates, type ParamKind, type Template } from './templates.ts'

/** Of 10^6 bytes. */
export type DataAmount = { megabytes: number }
type ValueOf<K> = K extends 'money' ? Money : K extends 'data' ? DataAmount : string
/** What a template must be given, each of its kind. */
export type ParamsOf<T extends MessageTemplate> = { [P in keyof (typeof templates)[T]['params']]: ValueOf<(typeof templates)[T]['params'][P]> }
export type Language = 'en' | 'es'
/** `subject` is null of a text message. */
export type Rendered = { subject: string | null; text: string }

const locales = { en: 'en-US', es: 'es-US' } as const

/** @param language a customer's, BCP 47: Spanish of any kind in Spanish, all else in English. */
export const messageLanguage = (language: string): Language => (/^es\b/i.test(language) ? 'es' : 'en')

type Frame = { operatorName: string; timeZone: string }
type Given = { template: MessageTemplate; channel: MessageChannel; language: Language; params: Readonly<Record<string, unknown>> }

/** @throws Error for a parameter that the template lacks or was not given: a message with a hole is not sent. */
export function renderMessage({ template: name, channel, language, params }: Given, { operatorName, timeZone }: Frame): Rendered {
  const template: Template = templates[name]
  const value = (param: string): string => {
    const kind = template.params[param]
    if (param === 'operator') return operatorName
    if (kind === undefined || params[param] === undefined) throw new Error(`the template ${name} has no ${param}`)
    return inWords(kind, params[param], locales[language], timeZone)
  }
  const fill = (text: string): string => oneStop(text.replace(/\{(\w+)\}/g, (_all, param: string) => value(param)))
  const words = template[language]
  return channel === 'sms' ? { subject: null, text: fill(words.sms) } : { subject: fill(words.subject), text: fill(words.text) }
}

function inWords(kind: ParamKind, value: unknown, locale: string, timeZone: string): string {
  switch (kind) {
    case 'money': return formatMoney(value as Money, locale)
    case 'data': return `${new Intl.NumberFormat(locale, { maximumFractionDigits: 0 }).format(Math.floor((value as DataAmount).megabytes / 1000))} GB`
    case 'date': return new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeZone: 'UTC' }).format(Date.parse(`${String(value)}T00:00:00Z`))
    case 'instant': return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone }).format(Date.parse(String(value)))
    case 'window': return windowInWords(String(value), locale, timeZone)
    case 'text':
    case 'link': return String(value)
  }
}

/** @param value two instants with a slash between them (ISO 8601) */
export function windowInWords(value: string, locale: string, timeZone: string): string {
  const [from, to] = value.split('/').map((instant) => Date.parse(instant)) as [number, number]
  return new Intl.DateTimeFormat(locale, { weekday: 'long', month: 'long', day: 'numeric', hour: 'numeric', minute: '2-digit', timeZone }).formatRange(from, to)
}
