import fc from 'fast-check'
import { describe, expect, it, test } from 'vitest'
import { fillReply, gapsIn, isReplyName, replyName, replyVariables, unknownVariables, type ReplyFact, type ReplyFacts, type ReplyVariable } from './canned-replies.ts'

const value = (en: string, es = en): ReplyFact => ({ value: { en, es } })
const facts = (more: Partial<Record<ReplyVariable, ReplyFact>> = {}, language: ReplyFacts['language'] = 'es'): ReplyFacts =>
  ({ language, values: { ...(Object.fromEntries(replyVariables.map((name) => [name, { missing: 'unknown' }])) as Record<ReplyVariable, ReplyFact>), ...more } })

test('is in the customer’s language, with values in it', () => {
  const texts = { en: 'Hello {customer.firstName}, {balance}', es: 'Hola {customer.firstName}, {balance}' }
  expect(fillReply(texts, facts({ 'customer.firstName': value('Ana'), balance: value('$84.20', 'USD 84.20') }))).toEqual({ text: 'Hola Ana, USD 84.20', language: 'es', fellBack: false, gaps: [] })
})
test.each([['es', 'Hello', '', 'en'], ['en', '', 'Hola', 'es'], [null, 'Hello', 'Hola', 'en'], [null, '', 'Hola', 'es']] as const)('falls back and says so: %s with %j and %j', (language, en, es, used) => {
  expect(fillReply({ en, es }, facts({}, language))).toMatchObject({ language: used, fellBack: true })
})
test('falls back in the values too: no Spanish date in an English text', () => {
  expect(fillReply({ en: 'Due {dueDate}', es: '' }, facts({ dueDate: value('December 1', '1 de diciembre') })).text).toBe('Due December 1')
})
test('a value that ends with a full stop takes no second', () => {
  const filled = (text: string) => fillReply({ en: '', es: text }, facts({ 'outage.eta': value('4:30 PM', '4:30 p. m.') })).text
  expect(filled('Termina a las {outage.eta}. Gracias.')).toBe('Termina a las 4:30 p. m. Gracias.')
  expect(filled('Termina a las {outage.eta}...')).toBe('Termina a las 4:30 p. m....')
  expect(filled('Vence el {dueDate}.')).toBe('Vence el [[dueDate]].')
})
test('what is not known, or not to be said, stays a gap', () => {
  const filled = fillReply({ en: '', es: 'Debe {balance}, vence {dueDate} [[lo prometido]]' }, facts({ balance: { missing: 'notVerified' }, dueDate: value('el lunes') }))
  expect(filled.text).toBe('Debe [[balance]], vence el lunes [[lo prometido]]')
  expect(filled.gaps.map(({ name, from, to }) => [name, filled.text.slice(from, to)])).toEqual([['balance', '[[balance]]'], ['lo prometido', '[[lo prometido]]']])
})
test.each([['hello', true], ['visit-tomorrow', true], ['señal-1', true], ['two words', false], ['-a', false], ['a--b', false], ['', false], ['Ábc', false], ['a/b', false], ['a'.repeat(41), false]])('%j is a name: %s', (name, is) => expect(isReplyName(name)).toBe(is))
test('a name is kept as it can be typed', () => expect(replyName(' /Señal ')).toBe('señal'))
test('what is no variable is told', () => expect(unknownVariables('{balance} {Balance} {customer.pin} {} {a\nb}')).toEqual(['Balance', 'customer.pin', '']))

describe('whatever somebody is called', () => {
  const nasty = fc.oneof(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.array(fc.constantFrom('{', '}', '{balance}', '[[', ']]', '/', '/hello', '\u202e', '\u200b', '\n', '\u0000', '$&', '$1', 'Ana', '{customer.name}', '<b>'), { maxLength: 12 }).map((parts) => parts.join('')))
  const known = fc.record(Object.fromEntries(replyVariables.map((name) => [name, fc.oneof(nasty.map((text) => value(text)), fc.constantFrom<ReplyFact>({ missing: 'unknown' }, { missing: 'notLinked' }, { missing: 'notVerified' }))])) as Record<ReplyVariable, fc.Arbitrary<ReplyFact>>)
  const template = fc.array(fc.oneof(fc.constantFrom(...replyVariables).map((name) => `{${name}}`), fc.constantFrom('Hello ', ', ', '\n', 'costs $5 ')), { minLength: 1, maxLength: 10 }).map((parts) => parts.join(''))
  // Printed on failure; one that ever failed stays here.
  const seed = Date.now() % 1_000_000_007

  it('nothing is put in that is not filled or may not be said, and it turns nothing and asks for nothing', () => {
    fc.assert(fc.property(template, known, (text, values) => {
      const filled = fillReply({ en: text, es: '' }, { language: 'en', values })
      const secrets = Object.entries(values).flatMap(([name, fact]) => ('missing' in fact ? [name] : []))
      // Exactly the variables that cannot be filled are gaps, and no value makes another.
      const wanted = [...text.matchAll(/\{([^{}]+)\}/g)].map((match) => match[1]!)
      const empty = (name: string): boolean => { const fact = values[name as ReplyVariable]; return 'missing' in fact || fillReply({ en: `{${name}}`, es: '' }, { language: 'en', values }).gaps.length === 1 }
      expect(filled.gaps.map(({ name }) => name)).toEqual(wanted.filter(empty))
      for (const name of secrets) if (wanted.includes(name)) expect(filled.text).toContain(`[[${name}]]`)
      expect(filled.text.replace(/\[\[[^\]]+\]\]/g, '')).not.toMatch(/[{}[\]\u202a-\u202e\u200b]|(?!\n)\p{Cc}/u)
      expect(gapsIn(filled.text)).toEqual(filled.gaps)
    }), { seed, numRuns: 500 })
  })

  it('a control: a value that is filled once more would tell what may not be said', () => {
    const twice = (text: string, values: Record<string, string>): string => Object.entries(values).reduce((so, [name, is]) => so.replaceAll(`{${name}}`, is), text)
    expect(twice('{customer.name}', { 'customer.name': '{balance}', balance: '$1' })).toBe('$1')
    expect(fillReply({ en: '{customer.name}', es: '' }, facts({ 'customer.name': value('{balance}'), balance: value('$1') }, 'en')).text).toBe('balance')
  })
})
