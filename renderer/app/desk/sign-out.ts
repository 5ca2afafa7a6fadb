import { bridge } from '../bridge/client.ts'
import { useSession } from '../../stores/session.ts'
import { forgetTabs } from '../../features/workspace/tabs.ts'

/** Ends the session. The data process clears customers from the desk; drafts and unsent work stay for this agent. */
export async function signOut(): Promise<void> {
  const session = useSession()
  session.signOutFailed = false
  try {
    await bridge.session.signOut()
    forgetTabs()
  } catch {
    // Mostly a full disk: the session is over all the same, and the sign-in page says what could not be cleared.
    session.signOutFailed = true
  }
}
