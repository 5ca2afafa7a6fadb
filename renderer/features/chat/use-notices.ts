/** An offer is told to whoever has another program in front: by the operating system's own notice, whose sound is the operating system's to silence. */
import { watch } from 'vue'
import { shell } from '../../app/bridge/client.ts'
import { useText } from '../../app/use-text.ts'
import { chats } from './chat-read.ts'

export function useNotices(): void {
  const { t } = useText()
  const told = new Set<string>()
  // Without it the window itself still says so.
  const quietly = (work: Promise<unknown>): void => void work.catch(() => undefined)
  watch(chats.offers, (offers) => {
    for (const { id, offeredUntil, topic } of offers) {
      const key = `${id} ${offeredUntil}`
      if (told.has(key)) continue
      told.add(key)
      // A name stands on no locked screen.
      quietly(shell.notify({ title: t('chat.notify.title'), body: t('chat.notify.body', { topic: t(`chat.topic.${topic}`) }) }))
    }
    const open = new Set(offers.map(({ id, offeredUntil }) => `${id} ${offeredUntil}`))
    for (const key of told) if (!open.has(key)) told.delete(key)
  }, { immediate: true })
  watch(chats.wanting, (count) => quietly(shell.setBadge({ count })), { immediate: true })
}
