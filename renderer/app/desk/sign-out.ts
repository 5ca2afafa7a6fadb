import { bridge } from '../bridge/client.ts'
import { forgetTabs } from '../../features/workspace/tabs.ts'

/** Ends the session. The data process clears customers from the desk; drafts and unsent work stay for this agent. */
export async function signOut(): Promise<void> {
  await bridge.session.signOut()
  forgetTabs()
}
