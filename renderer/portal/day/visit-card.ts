/** One visit of a technician's day, as much of it as they must know there. */
import type { SheetVisit } from '#shared/features/dispatch/day-sheet.schema.ts'
import { part } from '../part.ts'
import type { Spoken } from '../link-page.ts'
import { dayWords, type DayWords } from './day-words.ts'

export type Told = { language: Spoken; /** IANA. */ timeZone: string; /** Instants. */ asOf: string; codesFrom: string; askGate: (workOrderId: string) => Promise<string | null | 'gone' | 'failed'> }
const locales = { en: 'en-US', es: 'es-US' } as const

/** `9:10 AM`, by the operator's clock. */
export const timeOf = ({ language, timeZone }: Pick<Told, 'language' | 'timeZone'>, instant: string): string => new Intl.DateTimeFormat(locales[language], { timeZone, hour: 'numeric', minute: '2-digit' }).format(Date.parse(instant))
/** `Tue, Dec 1, 9:10 AM` */
export const momentOf = ({ language, timeZone }: Pick<Told, 'language' | 'timeZone'>, instant: string): string =>
  new Intl.DateTimeFormat(locales[language], { timeZone, weekday: 'short', month: 'short', day: 'numeric', hour: 'numeric', minute: '2-digit' }).format(Date.parse(instant))
/** @param date `2026-12-01` */
export const dayOf = (language: Spoken, date: string): string => new Intl.DateTimeFormat(locales[language], { timeZone: 'UTC', weekday: 'long', month: 'long', day: 'numeric' }).format(Date.parse(`${date}T00:00:00Z`))
const windowOf = ({ language, timeZone }: Told, { from, to }: { from: string; to: string }): string => new Intl.DateTimeFormat(locales[language], { timeZone, hour: 'numeric', minute: '2-digit' }).formatRange(Date.parse(from), Date.parse(to))
/** A tag that no browser knows, such as `en-x1`, is told as it is. */
function languageName(language: Spoken, tag: string): string {
  try {
    return new Intl.DisplayNames(locales[language], { type: 'language' }).of(tag) ?? tag
  } catch {
    return tag
  }
}
/** `(914) 555-0123`; other countries' as they are. */
const phoneText = (phone: string): string => phone.replace(/^\+1(\d{3})(\d{3})(\d{4})$/, '($1) $2-$3')

export function visitCard(visit: SheetVisit, told: Told): HTMLElement {
  const words = dayWords[told.language]
  const card = part('li', '', 'card visit')
  card.append(...headOf(visit, words, told), ...factsOf(visit, words, told), ...checklistOf(visit, words, told.language), ...gateOf(visit, words, told))
  return card
}

function headOf(visit: SheetVisit, words: DayWords, told: Told): HTMLElement[] {
  const state = words.statuses[visit.status]
  const planned = part('p', visit.start ? timeOf(told, visit.start) : '', 'when')
  if (state !== '') planned.append(part('span', state, 'state'))
  const line = [visit.promised ? words.promised.replace('{window}', windowOf(told, visit.promised)) : words.notPromised, words.minutes.replace('{minutes}', String(visit.minutes)), visit.travelSeconds === null ? '' : words.travel.replace('{minutes}', String(Math.round(visit.travelSeconds / 60)))]
  return [planned, part('h2', visit.customerName), part('p', [visit.street, visit.city, visit.postalCode].filter(Boolean).join(', '), 'place'), part('p', line.filter(Boolean).join(' · '), 'soft')]
}

function factsOf({ work, appointment, findings, skills, speaks, reference }: SheetVisit, words: DayWords, { language }: Told): HTMLElement[] {
  const list = part('dl')
  const add = (term: string, ...values: (string | HTMLElement | null | undefined)[]): void => {
    const said = values.flatMap((value) => value || [])
    if (said.length === 0) return
    list.append(part('dt', term))
    for (const value of said) {
      const place = part('dd')
      place.append(value)
      list.append(place)
    }
  }
  const phone = appointment?.contactPhone ?? null
  const spoken = speaks ? words.mustSpeak.replace('{language}', languageName(language, speaks)) : appointment && words.speaks.replace('{language}', languageName(language, appointment.language))
  const adult = appointment?.adultAtHome === true ? words.adult : appointment?.adultAtHome === false ? words.noAdult : ''
  add(words.reported, work?.[language], appointment?.reason)
  add(words.tried, ...findings)
  add(words.needs, skills.join(', '))
  add(words.contact, appointment?.contactName, phone && phoneLink(phone, words))
  add(words.access, appointment?.accessNotes)
  add(words.know, [appointment?.dogs ? words.dogs : '', adult, spoken].filter(Boolean).join(' · '))
  add(words.reference, appointment?.reference ?? reference)
  return [list]
}

function phoneLink(phone: string, words: DayWords): HTMLElement {
  const link = part('a', phoneText(phone))
  link.setAttribute('aria-label', words.call.replace('{phone}', phoneText(phone)))
  link.href = `tel:${phone}`
  return link
}

function checklistOf({ checklist }: SheetVisit, words: DayWords, language: Spoken): HTMLElement[] {
  if (checklist.items.length === 0) return []
  const list = part('ul', '', 'ticks')
  for (const item of checklist.items) list.append(part('li', `${item.done ? '☑' : '☐'} ${item[language]}`))
  return [part('h3', words.checklist), list]
}

/** Behind a press of its own, and never on paper. */
function gateOf({ id, status, appointment }: SheetVisit, words: DayWords, told: Told): HTMLElement[] {
  if (!appointment?.hasGateCode || !['planned', 'onTheWay', 'inProgress'].includes(status)) return []
  if (told.asOf < told.codesFrom) return [part('p', words.gateFrom.replace('{time}', momentOf(told, told.codesFrom)), 'soft gate')]
  const place = part('div', '', 'gate')
  const show = part('button', words.showGate, 'second')
  show.type = 'button'
  show.addEventListener('click', () => {
    show.disabled = true
    void told.askGate(id).then((answer) => {
      show.disabled = false
      const failed = answer === 'failed' || answer === 'gone'
      const said = answer === 'failed' ? words.gateFailed : answer === 'gone' ? words.gateGone : answer === null ? words.gateLost : answer
      const line = part('p', '', failed || answer === null ? 'stop' : '')
      line.setAttribute('role', 'status')
      if (failed || answer === null) line.textContent = said
      else line.append(part('span', `${words.gate} `), part('strong', said, 'key'))
      place.replaceChildren(line, ...(answer === 'failed' ? [show] : []))
    })
  })
  place.append(show, part('p', words.gateNote, 'soft'))
  return [place]
}
