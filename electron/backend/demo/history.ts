/** Contacts and changes over the years, and the contact media, alerts and addresses that belong to them. */
import type { AccountChange, Address, Alert, ContactMedium } from '#shared/features/customers/customers.schema.ts'
import type { Interaction } from '#shared/features/interactions/interactions.schema.ts'
import { formatMoney, money } from '#shared/kernel/money.ts'
import { alertTexts } from './alerts.ts'
import type { Billing } from './billing.ts'
import { agentNames, spanishAgentNames, technicianNames } from './colleagues.ts'
import { dateOf, instantOf } from '#shared/kernel/calendar.ts'
import { addressLine, makeLocation, type Location } from './location.ts'
import type { Holder } from './products.ts'
import type { Random } from './random.ts'
import { englishStories, spanishStories, systemStories, type Story } from './stories.ts'
import { nameOf, placeColumns, type Subscriber } from './subscriber.ts'

const row = ({ subscriber, nextId }: Holder) => ({ id: nextId(), customerId: subscriber.customer.id, version: 1 })

/** Working hours of a call centre in New York, in minutes of the day in UTC. */
const workMinute = (random: Random): number => random.between(13 * 60, 24 * 60 - 1)

/** Days on which something can have happened: from the first of service (at most 12 years back) to yesterday. */
function pastDay(random: Random, { subscriber, today }: Holder): number {
  const last = Math.min(today - 1, subscriber.closedDay === null ? today - 1 : subscriber.closedDay + 30)
  const first = Math.min(last, Math.max(subscriber.sinceDay, today - 4_400))
  // The nearer the past, the more of it is on record.
  return last - Math.floor(random.fraction() ** 2 * (last - first + 1))
}

export function makeContactMedia(random: Random, holder: Holder): ContactMedium[] {
  const { subscriber, today } = holder
  const since = Math.min(subscriber.sinceDay, today - 1)
  const validFrom = instantOf(since, workMinute(random))
  const base = { validFrom, changedBy: random.chance(0.15) ? random.pick(agentNames) : null }
  const phones = subscriber.phones.map(({ value, use }, position) => ({
    ...row(holder), ...base, mediumType: 'phone' as const, use, value, preferred: position === 0,
  }))
  const emails = subscriber.emails.map((value) => ({
    ...row(holder), ...base, mediumType: 'email' as const, use: 'billing' as const, value, preferred: phones.length === 0,
  }))
  return [...phones, ...emails]
}

export function makeAlerts(random: Random, holder: Holder): Alert[] {
  if (!random.chance(0.07)) return []
  const [severity, text] = random.pick(alertTexts)
  const since = instantOf(pastDay(random, holder), workMinute(random))
  return [{ ...row(holder), severity, text, since, until: null }]
}

export type Addresses = { rows: Address[]; moves: { day: number; from: Location }[] }

/** One customer in twelve has moved within the region, one of those twice; some have bills sent elsewhere. */
export function makeAddresses(random: Random, holder: Holder): Addresses {
  const { subscriber, today } = holder
  const end = subscriber.closedDay ?? today
  const roomToMove = end - subscriber.sinceDay > 400
  const count = roomToMove && random.chance(0.085) ? (random.chance(0.1) ? 2 : 1) : 0
  const days = Array.from({ length: count }, () => random.between(subscriber.sinceDay + 100, end - 60)).sort((a, b) => a - b)
  const moves = days.map((day) => ({ day, from: makeLocation(random) }))
  const rows = moves.map(({ day, from }, position) =>
    addressRow(holder, 'service', from, days[position - 1] ?? subscriber.sinceDay, day - 1),
  )
  rows.push(addressRow(holder, 'service', subscriber.location, days.at(-1) ?? subscriber.sinceDay, null))
  if (random.chance(0.04)) rows.push(addressRow(holder, 'billing', makeLocation(random), subscriber.sinceDay, null))
  return { rows, moves }
}

const addressRow = (holder: Holder, role: Address['role'], location: Location, from: number, to: number | null): Address => ({
  ...row(holder),
  role,
  ...placeColumns(location),
  validFrom: dateOf(from),
  validTo: to === null ? null : dateOf(to),
})

export function makeInteractions(random: Random, holder: Holder, billing: Billing): Interaction[] {
  if (holder.subscriber.sinceDay >= holder.today) return [ordered(random, holder)]
  const count = random.between(5, random.chance(0.3) ? 25 : 13)
  const days = Array.from({ length: count }, () => pastDay(random, holder)).sort((a, b) => a - b)
  return days.map((day) => interaction(random, holder, billing, day))
}

const ordered = (random: Random, holder: Holder): Interaction => ({
  ...row(holder),
  channel: 'call',
  direction: 'inbound',
  at: instantOf(holder.today - random.between(1, 9), workMinute(random)),
  by: random.pick(agentNames),
  disposition: 'resolved',
  text: `New order taken. Installation on ${dateOf(holder.subscriber.sinceDay)}, adult will be present.`,
})

function interaction(random: Random, holder: Holder, billing: Billing, day: number): Interaction {
  const spanish = holder.subscriber.customer.language === 'es' && random.chance(0.6)
  const system = !spanish && random.chance(0.08)
  const story = fitting(random, system ? systemStories : spanish ? spanishStories : englishStories, holder.subscriber)
  const authors = story.channel === 'visit' ? technicianNames : spanish ? spanishAgentNames : agentNames
  return {
    ...row(holder),
    channel: story.channel,
    direction: story.direction,
    at: instantOf(day, workMinute(random), random.between(0, 59)),
    by: system ? null : random.pick(authors),
    disposition: story.disposition,
    text: fill(story.text, random, holder, billing, day),
  }
}

/** Draws until the story fits the account; those without needs are the most, so it ends soon. */
function fitting(random: Random, list: readonly Story[], { services, person, status }: Subscriber): Story {
  const has = {
    internet: services.internet !== null,
    tv: services.tv !== null,
    phone: services.phone !== null,
    business: person.organizationName !== null,
    suspended: status === 'suspended',
    closed: status === 'closed',
  }
  for (;;) {
    const story = random.pick(list)
    if (story.needs === undefined || has[story.needs]) return story
  }
}

function fill(text: string, random: Random, { subscriber }: Holder, billing: Billing, day: number): string {
  if (!text.includes('{')) return text
  const spanish = subscriber.customer.language === 'es'
  const amount = billing.bills.length > 0 ? random.pick(billing.bills).amount : 4_999
  const phone = subscriber.phones[0]?.value ?? ''
  return text
    .replace('{amount}', formatMoney(money(amount), spanish ? 'es-US' : 'en-US'))
    .replace('{date}', dateOf(day + random.between(2, 14)))
    .replace('{node}', subscriber.location.node)
    .replace('{phone}', phone ? `(${phone.slice(2, 5)}) ${phone.slice(5, 8)}-${phone.slice(8)}` : 'the number on file')
    .replace('{lastFour}', phone.slice(-4))
    .replace('{name}', nameOf(subscriber))
}

/** What the other rows say happened, told as history. */
export function makeChanges(random: Random, holder: Holder, moves: Addresses['moves'], upgrade: { day: number; from: string; to: string } | null): AccountChange[] {
  const { subscriber, today } = holder
  const changes: AccountChange[] = []
  const record = (day: number, what: AccountChange['what'], before: string | null, after: string | null): void => {
    changes.push({ ...row(holder), at: instantOf(Math.min(day, today - 1), workMinute(random)), by: random.pick(agentNames), what, before, after })
  }
  moves.forEach(({ day, from }, position) => record(day, 'address', addressLine(from), addressLine(moves[position + 1]?.from ?? subscriber.location)))
  if (upgrade) record(upgrade.day, 'product', upgrade.from, upgrade.to)
  if (subscriber.customer.language !== 'en' && random.chance(0.4)) record(pastDay(random, holder), 'language', 'en', subscriber.customer.language)
  if (subscriber.status === 'suspended') record(today - random.between(3, 40), 'status', 'active', 'suspended')
  if (subscriber.closedDay !== null) record(subscriber.closedDay, 'status', 'active', 'closed')
  return changes.sort((a, b) => (a.at < b.at ? -1 : 1))
}
