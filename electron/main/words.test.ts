import { expect, it } from 'vitest'
import { problemPage, problemText } from './problem-page.ts'
import { languageOf, words, type ProblemKind } from './words.ts'

it('follows the system unless the person chose', () => {
  expect(languageOf('system', 'es-PR')).toBe('es')
  expect(languageOf('system', 'fr-FR')).toBe('en')
  expect(languageOf('en', 'es-PR')).toBe('en')
})

it.each(['en', 'es'] as const)('says each problem in %s: what happened, what was kept, what to do', (language) => {
  for (const kind of Object.keys(words.en.problems) as ProblemKind[]) {
    const text = problemText({ kind, detail: '' }, language).split('\n')
    expect(text).toHaveLength(3)
    expect(text.every((line) => /[.:]$/.test(line))).toBe(true)
  }
})

it('shows details as text, never as markup, and runs nothing', () => {
  const page = problemPage({ kind: 'policy', detail: '<img src=x onerror=alert(1)>' }, 'en')
  expect(page).not.toContain('<img')
  expect(page).not.toMatch(/<script|javascript:/)
})
