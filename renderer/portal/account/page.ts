/** The page itself: one view at a time, in one of two languages, with the focus where reading begins. */
import { part } from '../part.ts'
import { button } from './parts.ts'
import { accountWords, type AccountWords } from './words.ts'

export type Language = 'en' | 'es'
/** Makes the view anew, in the words of the language that is chosen now. */
export type View = (words: AccountWords, language: Language) => { title: string; operator: string; parts: readonly Node[] }

const KEPT = 'language'
const root = document.getElementById('page') as HTMLElement
let chosen: Language | null = readChosen()
let current: View | null = null

function readChosen(): Language | null {
  const kept = sessionStorage.getItem(KEPT)
  return kept === 'en' || kept === 'es' ? kept : null
}

/** @param suggested the customer's own, where we know it; whoever chose one on the page keeps it */
export function show(view: View, suggested: Language | null = null): void {
  current = view
  const language = chosen ?? suggested ?? (/^es\b/i.test(navigator.language) ? 'es' : 'en')
  const words = accountWords[language]
  const { title, operator, parts } = view(words, language)
  document.documentElement.lang = language
  document.title = operator === '' ? title : `${title} - ${operator}`
  const other: Language = language === 'en' ? 'es' : 'en'
  const languages = part('p', '', 'languages')
  const change = button(words.other, () => choose(other))
  change.lang = other
  languages.append(change)
  const heading = part('h1', title)
  heading.tabIndex = -1
  const card = part('div', '', 'card')
  card.append(...parts)
  root.replaceChildren(languages, part('p', operator, 'soft'), heading, card)
  root.setAttribute('aria-busy', 'false')
  heading.focus()
}

function choose(language: Language): void {
  chosen = language
  sessionStorage.setItem(KEPT, language)
  if (current) show(current)
}
