/** What stands on bills and in the history of services, in the window's language. Read once for a window in Spanish, and again when a new name turns up. */
import { shallowRef } from 'vue'
import { inSpanish, listInSpanish, type SpanishNames } from '#shared/features/billing/line-names.ts'
import { usePreferences } from '../stores/preferences.ts'
import { bridge } from './bridge/client.ts'

export type LineNames = {
  /** Of a line, a product, a fee. */
  lineName: (english: string) => string
  /** Of several, as the history keeps them: `Internet 500, TV Select`. */
  lineNameList: (english: string) => string
}

const spanish = shallowRef<SpanishNames>(new Map())
let reading: Promise<void> | null = null
/** Names that were not there when they were last read: they are not asked for again for their sake. */
const unknown = new Set<string>()

/** @returns the English name while it is not known, and in a window in English */
export function useLineNames(): LineNames {
  const preferences = usePreferences()
  const isSpanish = (): boolean => preferences.language === 'es'
  return {
    lineName: (english) => {
      if (!isSpanish()) return english
      if (!spanish.value.has(english)) learn(english)
      return inSpanish(english, spanish.value)
    },
    lineNameList: (english) => {
      if (!isSpanish()) return english
      const said = listInSpanish(english, spanish.value)
      if (said === english && !spanish.value.has(english)) learn(english)
      return said
    },
  }
}

function learn(name: string): void {
  if (reading || unknown.has(name)) return
  unknown.add(name)
  reading = bridge.billing.lineNames()
    .then(({ names }) => void (spanish.value = new Map(names.map((each) => [each.english, each.spanish]))))
    // Offline: the next one that is shown asks again.
    .catch(() => void unknown.clear())
    .finally(() => (reading = null))
}
