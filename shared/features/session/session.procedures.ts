import { z } from 'zod'
import { procedure } from '../../contract/procedure.ts'
import { serverInfoSchema, sessionSchema, signInSchema, tokenSchema } from './session.schema.ts'

const nothing = z.strictObject({})

export const sessionApi = {
  /** Who answers, before anybody has signed in. */
  serverInfo: procedure({ permission: 'public' }).route({ method: 'GET', path: '/server-info' }).output(serverInfoSchema),
  /** `unauthenticated/wrongCredentials` for an unknown user and a wrong password alike, in the same time. */
  signIn: procedure({ permission: 'public' })
    .route({ method: 'POST', path: '/session' })
    .input(signInSchema)
    .output(z.strictObject({ token: tokenSchema, session: sessionSchema })),
  current: procedure({ permission: 'session' }).route({ method: 'GET', path: '/session' }).output(sessionSchema),
  signOut: procedure({ permission: 'session' }).route({ method: 'DELETE', path: '/session' }).output(nothing),
}

export const sessionBridge = {
  serverInfo: procedure({ permission: 'public' }).output(serverInfoSchema),
  signIn: procedure({ permission: 'public' }).input(signInSchema).output(sessionSchema),
  /** Ends the session at the backend, forgets the token, clears cached customers, tabs and recents from the desk. Drafts and unsent commands stay, for the same agent only. */
  signOut: procedure({ permission: 'public' }).output(nothing),
}
