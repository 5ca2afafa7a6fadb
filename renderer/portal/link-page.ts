/** What the pages of links share: a token that came after the # and stays in this tab alone, and one card that is drawn anew for each state. */
import { part } from './part.ts'

export type Spoken = 'en' | 'es'
/** The browser's, for as long as no link has said the customer's. */
export const spoken: Spoken = /^es\b/i.test(navigator.language) ? 'es' : 'en'
const root = document.getElementById('page') as HTMLElement

/** What is in the address goes out of it at once: it is not in the history, and nobody reads it over a shoulder. */
export function takeHash(): string {
  const said = location.hash.slice(1)
  history.replaceState(null, '', location.pathname)
  return said
}

/** @param said a token that has just come, or nothing: then the one that this tab has kept */
export function keepToken(under: string, said: string): string | null {
  if (said !== '') sessionStorage.setItem(under, said)
  return sessionStorage.getItem(under)
}

export function show(language: Spoken, title: string, parts: readonly HTMLElement[]): void {
  document.documentElement.lang = language
  document.title = title
  const card = part('div', '', 'card')
  card.append(...parts)
  root.replaceChildren(part('h1', title), card)
  root.setAttribute('aria-busy', 'false')
}
