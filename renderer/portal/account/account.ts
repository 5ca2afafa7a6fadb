/** The page where customers sign in. A link's token comes after the # and goes out of the address at once. */
import type { PortalAccount } from '#shared/features/access/portal-account.schema.ts'
import { part } from '../part.ts'
import { ask, Refused } from './ask.ts'
import { show } from './page.ts'
import { button } from './parts.ts'
import { openLink, showAccount } from './sign-in-views.ts'

const token = location.hash.slice(1)
history.replaceState(null, '', location.pathname)

async function start(): Promise<void> {
  const account = await ask<PortalAccount>('state')
  if (token !== '') return openLink(token, account)
  showAccount(account)
}

// Another link, opened in the tab of this one.
window.addEventListener('hashchange', () => location.reload())
// Gone back to: what is shown may be of a session that has ended.
window.addEventListener('pageshow', (event) => { if (event.persisted) location.reload() })
void start().catch((error: unknown) => {
  show((words) => ({ title: words.title.signIn, operator: '', parts: [part('p', words.problem[error instanceof Refused ? error.problem : 'broken'], 'stop'), button(words.goOn, () => location.reload())] }))
})
