import { describe, expect, it } from 'vitest'
import { CatalogRefused, readCatalog } from './catalog-file.ts'

const least = (code: string, more: object = {}) => ({ code, kind: 'internet', name: { english: code, spanish: code }, monthlyPrice: 5_000, soldFrom: '2026-01-01', ...more })
const read = (...offerings: object[]) => readCatalog(JSON.stringify({ offerings }), 'c.json')
function problems(work: () => unknown): string[] {
  try {
    work()
  } catch (error) {
    if (error instanceof CatalogRefused) return error.problems.map(({ at, message }) => `${at}: ${message}`)
    throw error
  }
  return []
}

describe('a catalog in a file', () => {
  it('need not say what is mostly not there; its order is that of the list', () => {
    const [first, second] = read(least('internet-100'), least('fiber-500', { downloadMbps: 500, uploadMbps: 500 }))
    expect(first).toMatchObject({ code: 'internet-100', currency: 'USD', customerKinds: ['residential'], detail: null, terms: [], maxCount: 1, soldUntil: null, position: 0 })
    expect(second).toMatchObject({ code: 'fiber-500', downloadMbps: 500, position: 1 })
    expect(readCatalog(`\uFEFF${JSON.stringify({ offerings: [least('a')] })}`, 'c.json').length).toBe(1)
  })

  it.each<[string, object[], RegExp]>([
    ['a price that is no whole number of cents', [least('a'), least('b', { monthlyPrice: 49.99 })], /^offerings\[1\]\.monthlyPrice: /],
    ['a price in words', [least('a', { monthlyPrice: '49.99' })], /^offerings\[0\]\.monthlyPrice: /],
    ['a field that nobody knows', [least('a', { prise: 1 })], /^offerings\[0\]: .*prise/],
    ['a name in one language', [least('a', { name: { english: 'A' } })], /^offerings\[0\]\.name\.spanish: /],
    ['a code with spaces', [least('Fiber 500')], /^offerings\[0\]\.code: /],
    ['a day that is none', [least('a', { soldFrom: '2026-02-30' })], /^offerings\[0\]\.soldFrom: /],
    ['a code twice', [least('a'), least('a')], /^offerings\[1\]\.code: a is there twice/],
    ['a price below 0', [least('a', { monthlyPrice: -1 })], /^offerings\[0\]\.monthlyPrice: only of a discount/],
    ['a discount above 0', [least('a', { kind: 'discount' })], /^offerings\[0\]\.monthlyPrice: of a discount/],
    ['an end before the beginning', [least('a', { soldUntil: '2025-12-31' })], /^offerings\[0\]\.soldUntil: it is before 2026-01-01/],
    ['a bundle of nothing', [least('a', { kind: 'bundle' })], /^offerings\[0\]\.includes: a bundle says/],
    ['what excludes itself', [least('a', { excludes: ['a'] })], /^offerings\[0\]\.code: it names itself/],
    ['no offering at all', [], /^offerings: /],
  ])('is refused for %s, and says where', (_what, offerings, said) => {
    const found = problems(() => read(...offerings))
    expect(found.length).toBe(1)
    expect(found[0]).toMatch(said)
  })

  it('says all that is wrong at once', () => expect(problems(() => read(least('a', { kind: 'discount' }), least('b', { includes: ['a'] }), least('b'))).length).toBe(3))

  it('that is not JSON is refused with where it breaks', () => expect(() => readCatalog('{ "offerings": [ }', 'c.json')).toThrow(/c\.json is not JSON: Unexpected token/))
})
