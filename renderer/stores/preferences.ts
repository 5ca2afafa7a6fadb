import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Preferences, shellInfoSchema } from '#shared/contract/shell.ts'
import type { z } from 'zod'
import { shell } from '../app/bridge/client.ts'
import { speak, type Language } from '../app/i18n.ts'

type ShellInfo = z.infer<typeof shellInfoSchema>
const darkSystem = window.matchMedia('(prefers-color-scheme: dark)')

/** How this person likes the console. Kept by main; each change is saved at once. */
export const usePreferences = defineStore('preferences', () => {
  const chosen = ref<Preferences>({ theme: 'system', language: 'system', density: 'compact' })
  const systemLanguage = ref(navigator.language)
  const platform = ref<ShellInfo['platform']>('linux')
  const version = ref('')
  const systemIsDark = ref(darkSystem.matches)
  darkSystem.addEventListener('change', (event) => (systemIsDark.value = event.matches))

  const theme = computed(() => (chosen.value.theme === 'system' ? (systemIsDark.value ? 'dark' : 'light') : chosen.value.theme))
  const language = computed<Language>(() =>
    chosen.value.language === 'system' ? (systemLanguage.value.startsWith('es') ? 'es' : 'en') : chosen.value.language,
  )
  /** The system's own variant of the language where it is the same one, so that dates look as at home. */
  const locale = computed(() => (systemLanguage.value.startsWith(`${language.value}-`) ? systemLanguage.value : `${language.value}-US`))

  function apply(info: ShellInfo): void {
    chosen.value = info.preferences
    systemLanguage.value = info.systemLanguage
    platform.value = info.platform
    version.value = info.version
  }
  async function change(part: Partial<Preferences>): Promise<void> {
    chosen.value = { ...chosen.value, ...part }
    await shell.savePreferences(chosen.value)
  }

  watch(language, (next) => void speak(next), { immediate: true })
  watch([theme, () => chosen.value.density], ([nextTheme, density]) => {
    document.documentElement.dataset['theme'] = nextTheme
    document.documentElement.dataset['density'] = density
  }, { immediate: true })
  return { chosen, theme, language, locale, platform, version, apply, change }
})
