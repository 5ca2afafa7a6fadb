import { describe, expect, it } from 'vitest'
import { createI18n } from 'vue-i18n'
import { en } from './en.ts'
import { es } from './es.ts'

type Tree = { [key: string]: string | Tree }
const leaves = (tree: Tree, path = ''): [string, string][] =>
  Object.entries(tree).flatMap(([key, value]): [string, string][] =>
    typeof value === 'string' ? [[path + key, value]] : leaves(value, `${path}${key}.`),
  )
const names = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map((match) => match[1]).sort()
type Features = Record<string, Record<string, Tree>>
const english: Features = import.meta.glob('./en/*.ts', { eager: true })
const español: Features = import.meta.glob('./es/*.ts', { eager: true })
const spanish = new Map(leaves(es))

describe('the two languages', () => {
  it('have the same keys', () => {
    expect([...spanish.keys()]).toEqual(leaves(en).map(([key]) => key))
  })

  it.each(leaves(en))('%s names the same values', (key, text) => {
    // A plural may leave a number out of one of its forms; the set of names is what counts.
    expect(new Set(names(spanish.get(key) ?? ''))).toEqual(new Set(names(text)))
  })

  it('have no empty text', () => {
    expect([...leaves(en), ...leaves(es)].filter(([, text]) => !text.trim())).toEqual([])
  })

  it('compile: no sign in them means something else to the message compiler', () => {
    for (const [locale, tree] of Object.entries({ en, es })) {
      const { t } = createI18n({ legacy: false, locale, messages: { [locale]: tree } }).global
      for (const [key, text] of leaves(tree as Tree)) {
        const values = Object.fromEntries(names(text).map((name) => [name, 'X']))
        expect(t(key, values), key).not.toContain('{')
      }
    }
  })

  it('name no group in two features: the later one would silently hide the other', () => {
    for (const [language, modules] of Object.entries({ en: english, es: español })) {
      const groups = Object.values(modules).flatMap((module) => Object.values(module).flatMap((words) => Object.keys(words)))
      expect(groups.filter((group, index) => groups.indexOf(group) !== index), language).toEqual([])
      expect(groups.length, language).toBe(Object.keys(en).length)
    }
  })

  it('are told apart when one is missing a key', () => {
    const { appName: _, ...broken } = es
    expect(new Map(leaves(broken as Tree)).size).not.toBe(leaves(en).length)
  })
})
