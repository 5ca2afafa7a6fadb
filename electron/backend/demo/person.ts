/** Who one customer is, before family ties and showpieces. */
import { forms, longNames, trades } from './businesses.ts'
import { weightedCommunities, type Community } from './names.ts'
import type { Random } from './random.ts'

export type Person = {
  community: Community
  givenName: string | null
  familyName: string | null
  organizationName: string | null
  language: string
}

const BUSINESS_SHARE = 0.07
const LONG_NAME_SHARE = 0.01

export function makePerson(random: Random): Person {
  const community = random.pick(weightedCommunities)
  const person = { community, ...fullName(random, community), organizationName: null, language: language(random, community) }
  if (!random.chance(BUSINESS_SHARE)) return person
  // Half of the firms have a person to ask for.
  const contact = random.chance(0.5) ? person : { ...person, givenName: null, familyName: null }
  return { ...contact, organizationName: firm(random, person.familyName, community) }
}

function fullName(random: Random, community: Community): { givenName: string; familyName: string } {
  const familyName = random.pickCommon(community.familyNames)
  const givenName = givenNameOf(random, community)
  const roll = random.fraction()
  if (roll < 0.035) return { givenName, familyName: `${familyName}-${random.pickCommon(community.familyNames)}` }
  // Two family names, as in the Spanish-speaking countries.
  if (roll < 0.16 && community.language === 'es') return { givenName, familyName: `${familyName} ${random.pickCommon(community.familyNames)}` }
  if (roll > 0.985) return { givenName, familyName: `${familyName} ${random.pick(['Jr.', 'Sr.', 'III'])}` }
  return { givenName, familyName }
}

export function givenNameOf(random: Random, community: Community): string {
  const name = random.pickCommon(community.givenNames)
  const roll = random.fraction()
  if (roll < 0.08) return `${name} ${random.pick([...'ABCDEFGHJKLMNPRSTVW'])}.`
  if (roll < 0.1) return `${name} ${random.pickCommon(community.givenNames)}`
  return name
}

const language = (random: Random, community: Community): string =>
  community.language !== null && random.chance(community.languageShare) ? community.language : 'en'

function firm(random: Random, familyName: string, community: Community): string {
  if (random.chance(LONG_NAME_SHARE)) return random.pick(longNames)
  const owner = random.chance(0.3) ? random.pickCommon(community.givenNames) + `'s` : familyName
  return `${owner} ${random.pick(trades)}${random.pick(forms)}`
}
