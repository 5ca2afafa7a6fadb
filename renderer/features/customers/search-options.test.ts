import { describe, expect, it } from 'vitest'
import type { SearchHit } from '#shared/features/customers/account-view.schema.ts'
import { behind, matchingCommands, searchGroups } from './search-options.ts'

const hit = (part: Partial<SearchHit>): SearchHit => ({
  customerId: '01900000-0000-7000-8000-000000000001', accountNumber: '07810-1', name: 'Ana Rivera', status: 'active', kind: 'residential',
  streetLine: '14 Maple St', cityLine: 'Yonkers NY 10701', phoneLast4: '0123', matchedField: 'name', matchedValue: null, marks: [], openBy: [], ...part,
})
const nothing = { exact: [], people: [], places: [], more: false, fuzzy: false, tookMs: 1, scope: 'complete' as const }

describe('searchGroups', () => {
  it('leaves empty groups out and numbers the options through', () => {
    const groups = searchGroups({ ...nothing, people: [hit({}), hit({})], places: [hit({})] }, [])
    expect(groups.map((group) => [group.id, group.from])).toEqual([['people', 0], ['places', 2]])
  })

  it('shows a matched MAC as people write it', () => {
    const [group] = searchGroups({ ...nothing, exact: [hit({ matchedField: 'equipment', matchedValue: '001122AABBCC' })] }, [])
    const option = group?.options[0]
    expect(option?.kind === 'hit' && option.matched?.map((part) => part.text).join('')).toBe('00:11:22:AA:BB:CC')
  })
})

describe('behind', () => {
  const [ana, bo, cy, di] = ['ana', 'bo', 'cy', 'di'].map((customerId) => hit({ customerId })) as [SearchHit, SearchHit, SearchHit, SearchHit]
  it('keeps the place of whoever is on the screen, and shows nobody twice', () => {
    const beginning = { ...nothing, people: [bo, ana], more: true }
    const whole = { ...nothing, people: [ana, cy, bo], places: [di, ana] }
    expect(behind(beginning, whole)).toEqual({ ...nothing, people: [bo, ana, cy], places: [di] })
  })
})

describe('matchingCommands', () => {
  const command = { id: 'signOut', label: 'command.signOut' as const, keys: '', run: () => {} }
  it('wants every word to begin one of the label', () => {
    const labelled = [{ command, label: 'Sign out' }]
    expect(matchingCommands(labelled, 'si ou')).toHaveLength(1)
    expect(matchingCommands(labelled, 'ign')).toHaveLength(0)
    expect(matchingCommands(labelled, '')).toHaveLength(1)
  })
})
