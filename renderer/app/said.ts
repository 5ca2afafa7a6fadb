/** Words that are kept in both languages of the desk, such as those of guides. */
import { computed, type ComputedRef } from 'vue'
import type { Said } from '#shared/features/diagnostics/guides.schema.ts'
import { usePreferences } from '../stores/preferences.ts'

export type InLanguage = (said: Said) => string

/** In the window's language. */
export function useSaid(): ComputedRef<InLanguage> {
  const preferences = usePreferences()
  return computed(() => {
    const language = preferences.locale.startsWith('es') ? 'es' : 'en'
    return (said) => said[language]
  })
}
