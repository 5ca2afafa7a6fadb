/** Words, numbers and dates for a component; all follow the language at once. */
import { computed } from 'vue'
import { useI18n } from 'vue-i18n'
import { oneStop } from '#shared/kernel/one-stop.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'
import { makeFormats } from './format.ts'
import type { MessageKey } from './i18n.ts'
import { sharesClock } from './operator-day.ts'

type Named = Record<string, string | number>
export type Translate = (key: MessageKey, named?: Named, plural?: number) => string

export function useText() {
  const { t: translate } = useI18n()
  const preferences = usePreferences()
  const session = useSession()
  const t: Translate = (key, named = {}, plural) =>
    oneStop(plural === undefined ? translate(key, named) : translate(key, { ...named, n: plural }, plural))
  const formats = computed(() => makeFormats(preferences.locale, session.session !== null && !sharesClock(session.session.timeZone)))
  return { t, formats }
}
