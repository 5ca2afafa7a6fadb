/** Agents' single sign-on, as an administrator sets it up: by the environment, for the console and the server alike. */
import { roleSchema, type Role } from '#shared/features/session/session.schema.ts'
import { isSafeAddress } from '#shared/kernel/safe-address.ts'

export type SingleSignOnOptions = {
  /** Exactly as the provider says it in its metadata. */
  issuer: string
  clientId: string
  /** Null: a public client, which PKCE alone protects. */
  clientSecret: string | null
  /** What agents call it; on the button. */
  name: string
  scope: string
  rolesClaim: string
  /** The first that somebody has is theirs. */
  roles: readonly { value: string; role: Role }[]
  /** Whoever gave two factors there gives none here. */
  trustsSecondFactor: boolean
}

export const SINGLE_SIGN_ON_HELP = `Agents sign in at the operator's own provider (OpenID Connect) when these say how. Register a client there with the redirect address
http://127.0.0.1/callback (any port; code flow with PKCE; a native app, or one with a secret). Who it is is asked anew each time
(prompt=login, max_age=0), and the ID token must say when it was (auth_time; some providers want that switched on):
  HEADEND_SSO_ISSUER=https://login.example.com   https, as the provider says it itself
  HEADEND_SSO_CLIENT_ID, and HEADEND_SSO_CLIENT_SECRET when it has one
  HEADEND_SSO_ROLES='Care=agent; Care leads=supervisor'   values of the claim and the roles here; the first that fits counts, who has
                         none is not let in. HEADEND_SSO_ROLES_CLAIM says in which claim of the ID token (groups; realm_access.roles)
  HEADEND_SSO_NAME='Island Cable account'   on the button; the issuer's host without it
  HEADEND_SSO_SCOPE      what is asked for (openid profile email)
  HEADEND_SSO_SECOND_FACTOR=trusted   whoever gave two factors there (amr: mfa, or two kinds) gives none here; without it Headend's own is asked
  HEADEND_PASSWORD_SIGN_IN=off   no passwords beside it: sessions that one began are over. When the provider is lost: start with =on, and
                         add-agent makes an administrator
Who signs in for the first time is made an agent. Somebody who is an agent already is tied to it by hand, and never by a name:
  link-agent             --user-name NAME --subject SUB, with HEADEND_SSO_ISSUER; the claim sub, as the audit has it of the refusal.
                         In place of another subject it ends the agent's sessions. A password that they have here still works
`

type Environment = Record<string, string | undefined>
const DEFAULT_SCOPE = 'openid profile email'

/** @returns null where nobody set it up. @throws Error in words for the terminal. */
export function readSingleSignOn(environment: Environment = process.env): SingleSignOnOptions | null {
  const said = (name: string): string => environment[`HEADEND_SSO_${name}`]?.trim() ?? ''
  const started = ['CLIENT_ID', 'CLIENT_SECRET', 'ROLES', 'ROLES_CLAIM', 'NAME', 'SCOPE', 'SECOND_FACTOR'].find((name) => said(name) !== '')
  if (said('ISSUER') === '') {
    if (started) throw new Error(`HEADEND_SSO_${started} is set, and HEADEND_SSO_ISSUER is not`)
    return null
  }
  const issuer = readIssuer(said('ISSUER'))
  return {
    issuer,
    clientId: wanted('CLIENT_ID', said('CLIENT_ID')),
    clientSecret: said('CLIENT_SECRET') || null,
    name: (said('NAME') || new URL(issuer).host).slice(0, 60),
    scope: readScope(said('SCOPE') || DEFAULT_SCOPE),
    rolesClaim: said('ROLES_CLAIM') || 'groups',
    roles: readRoles(wanted('ROLES', said('ROLES'))),
    trustsSecondFactor: readTrust(said('SECOND_FACTOR')),
  }
}

/** @throws Error in words for the terminal: without the provider nobody could get in. */
export function readPasswordSignIn(singleSignOn: SingleSignOnOptions | null, said = process.env['HEADEND_PASSWORD_SIGN_IN']): boolean {
  if (said && said !== 'on' && said !== 'off') throw new Error(`HEADEND_PASSWORD_SIGN_IN must be on or off, not ${said}`)
  if (said === 'off' && !singleSignOn) throw new Error('HEADEND_PASSWORD_SIGN_IN=off leaves nobody a way in without HEADEND_SSO_ISSUER')
  return said !== 'off'
}

/** As `startBackend` takes them. */
export function readSignInOptions(): { singleSignOn: SingleSignOnOptions | null; passwordSignIn: boolean } {
  const singleSignOn = readSingleSignOn()
  return { singleSignOn, passwordSignIn: readPasswordSignIn(singleSignOn) }
}

/** What proves who somebody is does not travel in the clear. */
export function readIssuer(said: string): string {
  const url = URL.canParse(said) ? new URL(said) : null
  if (!url || !isSafeAddress(url) || url.search || url.hash || url.username) throw new Error(`HEADEND_SSO_ISSUER must be https://login.example.com, not ${said}`)
  return said
}

function wanted(name: string, said: string): string {
  if (said === '') throw new Error(`HEADEND_SSO_ISSUER wants HEADEND_SSO_${name} beside it`)
  return said
}

function readScope(said: string): string {
  if (!said.split(/\s+/).includes('openid')) throw new Error('HEADEND_SSO_SCOPE must have openid in it')
  return said
}

function readTrust(said: string): boolean {
  if (said && said !== 'trusted' && said !== 'own') throw new Error(`HEADEND_SSO_SECOND_FACTOR must be trusted or own, not ${said}`)
  return said === 'trusted'
}

/** `value=role; value=role`: names of a directory may have commas and = in them, so that the last = counts. */
function readRoles(said: string): SingleSignOnOptions['roles'] {
  const parts = said.split(';').map((part) => part.trim()).filter((part) => part !== '')
  return parts.map(readRole)
}

function readRole(part: string): { value: string; role: Role } {
  const at = part.lastIndexOf('=')
  const role = roleSchema.safeParse(part.slice(at + 1).trim())
  const value = part.slice(0, Math.max(0, at)).trim()
  if (!role.success || value === '') throw new Error(`HEADEND_SSO_ROLES must be value=role with ; between, where a role is one of ${roleSchema.options.join(', ')}; not ${part}`)
  return { value, role: role.data }
}
