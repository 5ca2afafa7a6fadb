/** Places in the window. In memory: no address of a customer is left in a history. */
import { createMemoryHistory, createRouter } from 'vue-router'
import WorkspaceShell from '../features/workspace/WorkspaceShell.vue'

export const router = createRouter({
  history: createMemoryHistory(),
  routes: [
    { path: '/sign-in', name: 'sign-in', component: () => import('../features/session/SignInPage.vue') },
    {
      path: '/',
      component: WorkspaceShell,
      children: [
        { path: '', name: 'home', component: () => import('../features/workspace/HomePage.vue') },
        {
          path: 'account/:customerId',
          name: 'account',
          component: () => import('../features/customers/AccountPage.vue'),
          props: true,
        },
      ],
    },
  ],
})

/** Fetches what will be wanted soon, once the window has nothing else to do. */
export function preloadPages(): void {
  requestIdleCallback(() => {
    void import('../features/customers/AccountPage.vue')
    void import('../features/workspace/HomePage.vue')
  })
}
