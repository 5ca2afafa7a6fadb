import { defineStore } from 'pinia'
import { computed, ref, watch } from 'vue'
import type { Preferences, ShellInfo } from '#shared/contract/shell.ts'
import { shell } from '../app/bridge/client.ts'
import { speak, type Language } from '../app/i18n.ts'
import { lastTold, rememberTold } from './last-told.ts'

const darkSystem = window.matchMedia('(prefers-color-scheme: dark)')

/**
 * How this person likes the console. Kept by main; each change is saved at once. A copy of what main told last stays
 * in the window, so that the first paint waits for nobody and nothing changes before the person's eyes.
 */
export const usePreferences = defineStore('preferences', () => {
  const chosen = ref<Preferences>({ theme: 'system', language: 'system', density: 'compact', sound: 'on' })
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

  function take(info: ShellInfo): void {
    chosen.value = info.preferences
    systemLanguage.value = info.systemLanguage
    platform.value = info.platform
    version.value = info.version
  }
  /** False in a window's first run. */
  function recall(): boolean {
    const info = lastTold(localStorage)
    if (info) take(info)
    return info !== null
  }
  /** Main has the last word. */
  async function ask(): Promise<void> {
    take(await shell.info())
    remember()
  }
  async function change(part: Partial<Preferences>): Promise<void> {
    chosen.value = { ...chosen.value, ...part }
    remember()
    await shell.savePreferences(chosen.value)
  }
  function remember(): void {
    rememberTold(localStorage, { preferences: chosen.value, systemLanguage: systemLanguage.value, platform: platform.value, version: version.value })
  }

  let speaking = Promise.resolve()
  // `sync`: whoever has recalled or asked can wait for the words at once.
  watch(language, (next) => void (speaking = speak(next)), { immediate: true, flush: 'sync' })
  /** Settles when the words of the language chosen are here. */
  const spoken = () => speaking
  watch([theme, () => chosen.value.density], ([nextTheme, density]) => {
    document.documentElement.dataset['theme'] = nextTheme
    document.documentElement.dataset['density'] = density
  }, { immediate: true })
  return { chosen, theme, language, locale, platform, version, recall, ask, spoken, change }
})
