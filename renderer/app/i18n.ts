/** The console's words. English is in the first chunk; another language arrives when it is chosen. */
import { createI18n } from 'vue-i18n'
import { en } from './locales/en.ts'
import type { Shape } from './locales/shape.ts'

type Leaves<T, P extends string = ''> = {
  [K in keyof T & string]: T[K] extends string ? `${P}${K}` : Leaves<T[K], `${P}${K}.`>
}[keyof T & string]

/** What a language file must hold: a missing key does not compile. */
export type Messages = Shape<typeof en>
export type MessageKey = Leaves<typeof en>
export type Language = 'en' | 'es'

export const i18n = createI18n({ legacy: false, locale: 'en', fallbackLocale: 'en', messages: { en } as Record<Language, Messages> })

let wanted: Language = 'en'

/** Switches the words, and the language that a screen reader speaks. The last one asked for wins. */
export async function speak(language: Language): Promise<void> {
  wanted = language
  if (language === 'es') i18n.global.setLocaleMessage('es', (await import('./locales/es.ts')).es)
  if (language !== wanted) return
  i18n.global.locale.value = language
  document.documentElement.lang = language
}
