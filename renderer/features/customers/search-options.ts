/** The one list of the search box: what can be chosen, in which groups, with everything a row shows worked out once. */
import type { SearchHit, SearchResult } from '#shared/features/customers/account-view.schema.ts'
import type { Command } from '../../app/commands.ts'
import { formatMac, formatPhone } from '../../app/format.ts'
import { markLastFour, markParts, type Part } from './marks.ts'

export type GroupId = 'exact' | 'people' | 'places' | 'recent' | 'commands'
export type HitOption = {
  kind: 'hit'
  hit: SearchHit
  name: Part[]
  account: Part[]
  street: Part[]
  city: Part[]
  phone: Part[] | null
  /** Shown when what matched is not in the row otherwise. */
  matched: Part[] | null
}
export type CommandOption = { kind: 'command'; command: Command; label: Part[] }
export type Option = HitOption | CommandOption
/** `from` is the place of its first option in the whole list. */
export type Group = { id: GroupId; from: number; options: Option[] }

export const searchGroups = (result: SearchResult, commands: CommandOption[]): Group[] =>
  number([
    { id: 'exact', options: result.exact.map(hitOption) },
    { id: 'people', options: result.people.map(hitOption) },
    { id: 'places', options: result.places.map(hitOption) },
    { id: 'commands', options: commands },
  ])

export const idleGroups = (recent: SearchHit[], commands: CommandOption[]): Group[] =>
  number([
    { id: 'recent', options: recent.map(hitOption) },
    { id: 'commands', options: commands },
  ])

function number(groups: Omit<Group, 'from'>[]): Group[] {
  let from = 0
  return groups.filter((group) => group.options.length).map((group) => {
    const numbered = { ...group, from }
    from += group.options.length
    return numbered
  })
}

export function optionAt(groups: Group[], place: number): Option | null {
  const group = groups.findLast((candidate) => candidate.from <= place)
  return group?.options[place - group.from] ?? null
}

/** The whole answer behind its beginning: whoever is on the screen already keeps their place. */
export function behind(beginning: SearchResult, whole: SearchResult): SearchResult {
  const seen = new Set([...beginning.exact, ...beginning.people, ...beginning.places].map(({ customerId }) => customerId))
  const rest = (hits: SearchHit[]) => hits.filter(({ customerId }) => !seen.has(customerId))
  return {
    ...whole,
    exact: [...beginning.exact, ...rest(whole.exact)],
    people: [...beginning.people, ...rest(whole.people)],
    places: [...beginning.places, ...rest(whole.places)],
  }
}

/** What stays the same of an option while lists come and go. */
export const keyOf = (option: Option): string => (option.kind === 'hit' ? option.hit.customerId : option.command.id)

/** @returns -1 when it is not among them */
export const placeOf = (groups: Group[], key: string): number =>
  groups.flatMap((group) => group.options).findIndex((option) => keyOf(option) === key)

/** Commands whose words begin with every word typed. */
export function matchingCommands(commands: { command: Command; label: string }[], text: string): CommandOption[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return commands
    .map(({ command, label }) => ({ kind: 'command' as const, command, label: markParts(label, words), text: label }))
    .filter(({ text: label }) => words.every((word) => markParts(label, [word]).some((part) => part.marked)))
    .map(({ kind, command, label }) => ({ kind, command, label }))
}

function hitOption(hit: SearchHit): HitOption {
  return {
    kind: 'hit',
    hit,
    name: markParts(hit.name, hit.marks),
    account: markParts(hit.accountNumber, hit.marks),
    street: markParts(hit.streetLine, hit.marks),
    city: markParts(hit.cityLine, hit.marks),
    phone: hit.phoneLast4 ? markLastFour(hit.phoneLast4, hit.marks) : null,
    matched: hit.matchedValue ? markParts(readable(hit.matchedField, hit.matchedValue), hit.marks) : null,
  }
}

function readable(field: SearchHit['matchedField'], value: string): string {
  if (field === 'phone') return formatPhone(value)
  return field === 'equipment' && /^[0-9A-F]{12}$/.test(value) ? formatMac(value) : value
}
