import { createPinia } from 'pinia'
import { createApp, watch } from 'vue'
import { useConnectivity } from '../stores/connectivity.ts'
import { usePreferences } from '../stores/preferences.ts'
import { useSession } from '../stores/session.ts'
import { themeCss } from '../ui/theme.ts'
import App from './App.vue'
import './base.css'
import { connectPorts, shell } from './bridge/client.ts'
import { listenForKeys } from './commands.ts'
import { i18n } from './i18n.ts'
import { onDeskEvent, startLive } from './live.ts'
import { maskLeftFields } from './mask-fields.ts'
import { preloadPages, router } from './router.ts'

connectPorts()

const style = document.createElement('style')
style.textContent = themeCss
document.head.append(style)

const app = createApp(App).use(createPinia()).use(i18n)
const session = useSession()
const connectivity = useConnectivity()
const preferences = usePreferences()

onDeskEvent((event) => {
  if (event.type !== 'state') return
  connectivity.apply(event.state)
  session.apply(event.state)
})

async function followShell(): Promise<void> {
  for await (const event of await shell.watch()) connectivity.applyShell(event)
}

/** Goes to the sign-in page when there is no session, and away from it when there is one. */
function followSession(): void {
  watch(() => session.known && !session.agent, (signedOut) => {
    if (signedOut) void router.replace({ name: 'sign-in' })
    else if (router.currentRoute.value.name === 'sign-in') void router.replace({ name: 'home' })
  }, { immediate: true })
}

/** The words and colours first, so that nothing changes before the person's eyes: from the last run, else from main. */
async function start(): Promise<void> {
  startLive()
  const told = preferences.ask()
  if (!preferences.recall()) await told
  await preferences.spoken()
  void followShell()
  app.use(router).mount('#app')
  await router.isReady()
  followSession()
  listenForKeys()
  maskLeftFields()
  // Not before: it would take the processor from what the first screen waits for.
  watch(() => session.known, (known) => known && preloadPages(), { immediate: true })
}
void start()
