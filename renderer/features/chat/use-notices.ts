/**
 * Offers, colleagues who ask for one, and customers who begin to wait for a word, are told to whoever looks elsewhere: by a short sound of the console, which its
 * person can silence, and to whoever has another program in front by the operating system's own notice. Nothing takes the keyboard.
 */
import { computed, onScopeDispose, watch } from 'vue'
import { useRoute } from 'vue-router'
import { shell } from '../../app/bridge/client.ts'
import { chime } from '../../app/chime.ts'
import { useText } from '../../app/use-text.ts'
import { usePreferences } from '../../stores/preferences.ts'
import { callsOf, freshCalls, type ChatCall } from './chat-calls.ts'
import { chats, chosenChat } from './chat-read.ts'

export function useNotices(): void {
  const { t } = useText()
  const route = useRoute()
  const preferences = usePreferences()
  const said = new Set<string>()
  const calls = computed(() => callsOf({ offers: chats.offers.value, held: chats.held.value }, chats.desk.value?.invitations))
  // Without it the window itself still says so.
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined)
  const isLookedAt = ({ what, id }: ChatCall): boolean => what === 'word' && document.hasFocus() && route.name === 'chats' && chosenChat.value === id
  // A name stands on no locked screen.
  const notice = ({ what, topic }: ChatCall) => {
    const about = { topic: t(`chat.topic.${topic}`) }
    if (what === 'invitation') return { title: t('company.notify.title'), body: t('company.notify.body', about) }
    return what === 'offer' ? { title: t('chat.notify.title'), body: t('chat.notify.body', about) } : { title: t('chat.notify.word'), body: t('chat.notify.wordBody', about) }
  }
  watch(calls, (now) => {
    const fresh = freshCalls(said, now).filter((call) => !isLookedAt(call))
    if (fresh.length === 0) return
    const silent = preferences.chosen.sound === 'off' || chime(fresh.some(({ what }) => what !== 'word') ? 'offer' : 'word')
    for (const call of fresh) quietly(shell.notify({ ...notice(call), silent }))
  }, { immediate: true })
  const badge = (count: number): void => quietly(shell.setBadge({ count, label: count > 0 ? t('chat.wanting', {}, count) : '' }))
  watch(chats.wanting, badge, { immediate: true })
  onScopeDispose(() => badge(0))
}
