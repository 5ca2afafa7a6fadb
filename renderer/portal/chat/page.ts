/** One view at a time, in one of two languages; which one is chosen holds for all pages of this tab. */
import { part } from '../part.ts'
import { chatWords, type ChatWords, type Language } from './chat-words.ts'

const KEPT = 'language'
const root = document.getElementById('page') as HTMLElement
/** Makes the view anew, in the words of the language that is chosen now. */
export type View = (words: ChatWords, language: Language) => { title: string; style: 'start' | 'talk'; parts: readonly Node[]; focus?: HTMLElement }
let current: View | null = null
let chosen: Language = readChosen()

function readChosen(): Language {
  const usual = /^es\b/i.test(navigator.language) ? 'es' : 'en'
  try {
    const kept = sessionStorage.getItem(KEPT)
    return kept === 'en' || kept === 'es' ? kept : usual
  } catch {
    return usual
  }
}

export const spoken = (): Language => chosen

export function show(view: View): void {
  current = view
  const { title, style, parts, focus } = view(chatWords[chosen], chosen)
  document.documentElement.lang = chosen
  document.title = title
  document.body.className = style
  root.replaceChildren(...parts)
  root.setAttribute('aria-busy', 'false')
  focus?.focus()
}

export function button(text: string, press: () => void, style = 'plain'): HTMLButtonElement {
  const made = part('button', text, style)
  made.type = 'button'
  made.addEventListener('click', press)
  return made
}

/** To the other language. */
export function languageSwitch(words: ChatWords): HTMLElement {
  const change = button(words.other, () => {
    chosen = chosen === 'en' ? 'es' : 'en'
    try {
      sessionStorage.setItem(KEPT, chosen)
    } catch {
      // It holds for this view all the same.
    }
    if (current) show(current)
  })
  change.lang = chosen === 'en' ? 'es' : 'en'
  return change
}

export function heading(text: string): HTMLHeadingElement {
  const made = part('h1', text)
  made.tabIndex = -1
  return made
}
