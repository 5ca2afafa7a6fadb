/**
 * The first customers of every demo are the same people, whatever the seed: those that the documentation, the smoke run
 * and a salesperson speak of. What is not said here comes from the seed like everybody's.
 */
import { placeNamed } from './places.ts'
import type { Location } from './location.ts'
import type { Person } from './person.ts'

export type Showpiece = {
  who: Partial<Pick<Person, 'givenName' | 'familyName' | 'organizationName' | 'language'>>
  where: Pick<Location, 'houseNumber' | 'street' | 'unit' | 'zip'> & { city: string }
}

const at = (houseNumber: string, street: string, unit: string | null, city: string, zip: string): Showpiece['where'] => {
  placeNamed(city)
  return { houseNumber, street, unit, city, zip }
}
const person = (givenName: string, familyName: string, language = 'en'): Showpiece['who'] => ({
  givenName,
  familyName,
  organizationName: null,
  language,
})

export const showpieces: readonly Showpiece[] = [
  { who: person('Ana', 'Rivera', 'es'), where: at('14', 'Maple St', 'Apt 3B', 'Yonkers', '10701') },
  { who: person('Kevin', `O'Neil`), where: at('221', 'Bay Ridge Ave', null, 'Brooklyn', '11209') },
  { who: person('Marcus', 'Smith'), where: at('88', 'Main St', 'Apt 12C', 'Brooklyn', '11201') },
  { who: person('María', 'Rodríguez', 'es'), where: at('301', 'E 149th St', 'Apt 6F', 'Bronx', '10451') },
  { who: person('Maria', 'Rodriguez'), where: at('47', 'Straight Path', null, 'Wyandanch', '11798') },
  { who: person('María', 'Rodríguez Peña', 'es'), where: at('37-52', '82nd St', '# 2', 'Jackson Heights', '11372') },
  { who: person('Siobhán', `O'Sullivan-D'Arcy`), where: at('9', 'Sea Cliff Ave', null, 'Glen Cove', '11542') },
  { who: person('Wei', 'Chen', 'zh-Hans'), where: at('136-20', 'Roosevelt Ave', 'Apt 4A', 'Flushing', '11354') },
  { who: person('Wei', 'Chen', 'zh-Hans'), where: at('818', '58th St', 'Fl 2', 'Brooklyn', '11220') },
  {
    who: { givenName: 'Jean-Baptiste', familyName: 'Saint-Fleur', organizationName: `Saint-Fleur's Car Service LLC`, language: 'ht' },
    where: at('1120', 'Flatbush Ave', null, 'Brooklyn', '11226'),
  },
]
