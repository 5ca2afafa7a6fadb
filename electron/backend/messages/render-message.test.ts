import { describe, expect, it } from 'vitest'
import { messageTemplateSchema } from '#shared/features/messages/messages.schema.ts'
import { messageLanguage, renderMessage } from './render-message.ts'
import { templates, type Template } from './templates.ts'

const frame = { operatorName: 'Isla Cable', timeZone: 'America/New_York' }
const values = { text: '2107', money: { amount: 123_450, currency: 'USD' }, date: '2026-11-24', instant: '2026-11-25T00:15:00.000Z', data: { megabytes: 1_080_400 }, link: 'https://pay.example.com/x', window: '2026-11-25T13:00:00.000Z/2026-11-25T15:00:00.000Z' }
const paramsOf = (template: Template) => Object.fromEntries(Object.entries(template.params).map(([name, kind]) => [name, values[kind]]))

describe.each(messageTemplateSchema.options)('the template %s', (name) => {
  it.each(['en', 'es'] as const)('is whole in %s, by mail and by text', (language) => {
    for (const channel of ['email', 'sms'] as const) {
      const { subject, text } = renderMessage({ template: name, channel, language, params: paramsOf(templates[name]) }, frame)
      expect(`${subject ?? ''}${text}`).not.toMatch(/[{}]/)
      expect(`${subject ?? ''}${text}`, 'no sentence ends twice').not.toMatch(/[^.]\.\.(?!\.)/)
      expect(text).toContain('Isla Cable')
      expect(subject === null).toBe(channel === 'sms')
      // More costs the operator a message each, and some networks cut there.
      if (channel === 'sms') expect(text.length).toBeLessThanOrEqual(320)
    }
  })

  it('says the same in both languages', () => {
    const named = (text: string) => [...text.matchAll(/\{(\w+)\}/g)].map(([, param]) => param).sort()
    const { en, es } = templates[name]
    expect(named(es.text)).toEqual(named(en.text))
    expect(named(es.sms)).toEqual(named(en.sms))
  })
})

it('tells money, days and moments as the customer reads them, moments by the operator’s clock', () => {
  const render = (language: 'en' | 'es') => renderMessage({ template: 'payLink', channel: 'sms', language, params: paramsOf(templates.payLink) }, frame).text
  expect(render('en')).toContain('$1,234.50')
  expect(render('en')).toMatch(/Nov 24, 2026, 7:15\sPM/)
  expect(render('es')).toMatch(/24 nov 2026/)
})

it('ends a Spanish sentence once where a time ends it', () => {
  const { text } = renderMessage({ template: 'visitBooked', channel: 'sms', language: 'es', params: paramsOf(templates.visitBooked) }, frame)
  expect(text).toMatch(/10:00\sa\.\s?m\. Confirme/)
})

it('tells of a share that is reached, not that it is the share of what was used', () => {
  const render = (language: 'en' | 'es') => {
    const { subject, text } = renderMessage({ template: 'usageOverShare', channel: 'email', language, params: { ...paramsOf(templates.usageOverShare), share: '90' } }, frame)
    return [subject, text]
  }
  for (const said of render('en')) expect(said).toContain('at least 90 %')
  for (const said of render('es')) expect(said).toContain('al menos el 90 %')
})

it('is not sent with a hole in it', () => {
  expect(() => renderMessage({ template: 'payLink', channel: 'sms', language: 'en', params: { lastFour: '2107' } }, frame)).toThrow('has no amount')
})

it('reads a value as text and nothing else', () => {
  const params = { ...paramsOf(templates.payLink), lastFour: '{link}' }
  expect(renderMessage({ template: 'payLink', channel: 'sms', language: 'en', params }, frame).text).toContain('ending in {link}:')
})

it.each([['es', 'es'], ['es-MX', 'es'], ['en', 'en'], ['est', 'en'], ['zh-Hans', 'en']] as const)('writes to a customer of %s in %s', (tag, language) => expect(messageLanguage(tag)).toBe(language))
