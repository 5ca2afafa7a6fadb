/** Places in the window. In memory: no address of a customer is left in a history. */
import { createMemoryHistory, createRouter } from 'vue-router'
import HomePage from '../features/workspace/HomePage.vue'
import { leaveTabs, tabsAreShownBy } from '../features/workspace/tabs.ts'
import WorkspaceShell from './desk/WorkspaceShell.vue'

const signInPage = () => import('../features/session/SignInPage.vue')
const approvalsPage = () => import('./desk/ApprovalsDesk.vue')
const administrationPage = () => import('../features/billing/settings/MoneySettingsPage.vue')
const auditPage = () => import('./desk/AuditDesk.vue')
const mailboxPage = () => import('./desk/MailboxDesk.vue')
const agentsPage = () => import('../features/session/AgentsPage.vue')
const rolesPage = () => import('../features/session/RolesPage.vue')
const mySignInPage = () => import('../features/session/MySignInPage.vue')
const outagesPage = () => import('../features/outages/OutagesPage.vue')
const boardPage = () => import('./desk/BoardDesk.vue')
const techniciansPage = () => import('./desk/TechniciansDesk.vue')
const chatsPage = () => import('./desk/ChatDesk.vue')
const chatWallPage = () => import('./desk/ChatWallDesk.vue')
const leftMessagesPage = () => import('./desk/LeftMessagesDesk.vue')
const chatHistoryPage = () => import('../features/chat/history/HistoryPage.vue')
const chatSetupPage = () => import('../features/chat/setup/SetupPage.vue')
const chatRepliesPage = () => import('../features/chat/replies/RepliesPage.vue')
const guidesPage = () => import('../features/diagnostics/GuidesPage.vue')
const accountPage = () => import('./desk/AccountPage.vue')

export const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: signInPage },
    {
      path: '/',
      component: WorkspaceShell,
      children: [
        // In the first chunk: the search box is not there before the first place is.
        { path: '', name: 'home', component: HomePage },
        { path: 'approvals', name: 'approvals', component: approvalsPage },
        { path: 'administration', name: 'administration', component: administrationPage },
        { path: 'audit', name: 'audit', component: auditPage },
        { path: 'agents', name: 'agents', component: agentsPage },
        { path: 'roles', name: 'roles', component: rolesPage },
        { path: 'my-sign-in', name: 'my-sign-in', component: mySignInPage },
        { path: 'outages', name: 'outages', component: outagesPage },
        { path: 'board', name: 'board', component: boardPage },
        { path: 'technicians', name: 'technicians', component: techniciansPage },
        { path: 'chats', name: 'chats', component: chatsPage },
        { path: 'chats/wall', name: 'chat-wall', component: chatWallPage },
        { path: 'chats/left', name: 'left-messages', component: leftMessagesPage },
        { path: 'chats/history', name: 'chat-history', component: chatHistoryPage },
        { path: 'chats/setup', name: 'chat-setup', component: chatSetupPage },
        { path: 'chats/replies', name: 'chat-replies', component: chatRepliesPage },
        { path: 'guides', name: 'guides', component: guidesPage },
        { path: 'mailbox', name: 'mailbox', component: mailboxPage },
        { path: 'account/:customerId', name: 'account', component: accountPage, props: true },
      ],
    },
  ],
})

tabsAreShownBy((customerId) => void router.push(customerId ? { name: 'account', params: { customerId } } : { name: 'home' }))
// Whoever looks at something else has no account in front. Before, not after: its page may take a moment to load, and
// tabs that are restored meanwhile would lead away again.
router.beforeEach((to) => void (['approvals', 'mailbox', 'administration', 'audit', 'agents', 'roles', 'my-sign-in', 'guides', 'outages', 'board', 'technicians', 'chats', 'chat-wall', 'left-messages', 'chat-replies', 'chat-history', 'chat-setup'].includes(String(to.name)) && leaveTabs()))

/** Fetches what will be wanted soon, once the window has nothing else to do. */
export function preloadPages(): void {
  requestIdleCallback(() => void accountPage())
}
