import { expect, it } from 'vitest'
import type { ProblemEvidence, UpdateFacts } from '#shared/features/outages/outages.schema.ts'
import { outages as en } from '../../app/locales/en/outages.ts'
import { outages as es } from '../../app/locales/es/outages.ts'
import type { Translate } from '../../app/use-text.ts'
import { evidenceText, factsText } from './problem-words.ts'

/** The words of one language, with the first plural for one. */
const translate = (words: object) => ((key: string, named: Record<string, unknown> = {}, count?: number) => {
  const text = key.split('.').reduce((at: unknown, part) => (at as Record<string, unknown>)[part], words) as string
  const chosen = text.includes(' | ') ? text.split(' | ')[count === 1 ? 0 : 1]! : text
  return chosen.replace(/\{(\w+)\}/g, (_, name: string) => String(named[name]))
}) as unknown as Translate
const when = (instant: string): string => instant.slice(11, 16)
const evidence: ProblemEvidence = { nodes: 1, modems: 40, off: 31, usual: 1, since: '2026-11-30T14:02:00.000Z', contacts: 0, worst: [{ code: 'YK-01', modems: 40, off: 31 }], more: false }
const facts: UpdateFacts = { kind: 'cameBack', since: '2026-11-30T14:02:00.000Z', nodes: [], more: false, affected: null, stillOff: null }

it('says in the window’s language what was counted', () => {
  expect(evidenceText(evidence, when, translate(en))).toBe('31 of 40 modems offline since 14:02, usual 1')
  const two = { ...evidence, nodes: 9, contacts: 1, worst: [...evidence.worst, { code: 'YK-02', modems: 30, off: 20 }], more: true }
  expect(evidenceText(two, when, translate(en))).toBe('9 nodes: 31 of 40 modems offline since 14:02, usual 1 (YK-01 31 of 40, YK-02 20 of 30, …); one call or chat in 10 minutes')
  expect(evidenceText(two, when, translate(es))).toBe('9 nodos: 31 de 40 módems sin conexión desde 14:02, lo habitual 1 (YK-01 31 de 40, YK-02 20 de 30, …); una llamada o chat en 10 minutos')
})

it('says in the window’s language what Headend found by itself', () => {
  expect(factsText(facts, when, translate(en))).toBe('Came back by itself: nearly all of its modems are online since 14:02.')
  expect(factsText({ ...facts, kind: 'stillOff', since: null, nodes: ['YK-01'], more: true, affected: 30, stillOff: 12 }, when, translate(es))).toBe('Siguen sin conexión 12 de 30 módems después de tres días: YK-01, …. Headend ya no la vigila.')
  for (const kind of ['cameBack', 'onlineAgain', 'stillOff', 'begunAnew'] as const) for (const words of [en, es]) expect(factsText({ ...facts, kind, nodes: ['YK-01'], affected: 3, stillOff: 2 }, when, translate(words))).not.toMatch(/[{}]|undefined/)
})
