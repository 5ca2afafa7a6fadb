import { expect, it } from 'vitest'
import { readPasswordSignIn, readSingleSignOn } from './single-sign-on-options.ts'

const said = { HEADEND_SSO_ISSUER: 'https://login.example.com/realms/isla', HEADEND_SSO_CLIENT_ID: 'headend', HEADEND_SSO_ROLES: 'Care=agent; Care leads=supervisor' }

it('is none where nobody says so', () => {
  expect(readSingleSignOn({})).toBeNull()
  expect(readPasswordSignIn(null, '')).toBe(true)
})

it('takes what is said, and the rest from what is usual', () => {
  expect(readSingleSignOn(said)).toEqual({
    issuer: 'https://login.example.com/realms/isla', clientId: 'headend', clientSecret: null, name: 'login.example.com', scope: 'openid profile email', rolesClaim: 'groups', trustsSecondFactor: false,
    roles: [{ value: 'Care', role: 'agent' }, { value: 'Care leads', role: 'supervisor' }],
  })
  const more = { ...said, HEADEND_SSO_CLIENT_SECRET: 's', HEADEND_SSO_NAME: 'Isla account', HEADEND_SSO_SCOPE: 'openid groups', HEADEND_SSO_ROLES_CLAIM: 'realm_access.roles', HEADEND_SSO_SECOND_FACTOR: 'trusted' }
  expect(readSingleSignOn(more)).toMatchObject({ clientSecret: 's', name: 'Isla account', scope: 'openid groups', rolesClaim: 'realm_access.roles', trustsSecondFactor: true })
})

it('reads roles of a directory, whose names have = and commas in them', () => {
  expect(readSingleSignOn({ ...said, HEADEND_SSO_ROLES: 'cn=care,ou=isla=agent;' })?.roles).toEqual([{ value: 'cn=care,ou=isla', role: 'agent' }])
})

it('takes an unencrypted provider of this machine alone', () => {
  expect(readSingleSignOn({ ...said, HEADEND_SSO_ISSUER: 'http://127.0.0.1:3000' })?.issuer).toBe('http://127.0.0.1:3000')
})

it.each([
  ['a provider in the clear', { HEADEND_SSO_ISSUER: 'http://login.example.com' }, 'HEADEND_SSO_ISSUER'],
  ['an address with a user name', { HEADEND_SSO_ISSUER: 'https://jo@login.example.com' }, 'HEADEND_SSO_ISSUER'],
  ['no address', { HEADEND_SSO_ISSUER: 'login.example.com' }, 'HEADEND_SSO_ISSUER'],
  ['options without a provider', { HEADEND_SSO_ISSUER: '' }, 'HEADEND_SSO_CLIENT_ID is set'],
  ['no client', { HEADEND_SSO_CLIENT_ID: ' ' }, 'HEADEND_SSO_CLIENT_ID'],
  ['no roles', { HEADEND_SSO_ROLES: '' }, 'HEADEND_SSO_ROLES'],
  ['a role that is none', { HEADEND_SSO_ROLES: 'Care=boss' }, 'not Care=boss'],
  ['a role of nobody', { HEADEND_SSO_ROLES: '=agent' }, 'not =agent'],
  ['a scope without openid', { HEADEND_SSO_SCOPE: 'profile' }, 'openid'],
  ['trust that is none', { HEADEND_SSO_SECOND_FACTOR: 'yes' }, 'trusted or own'],
])('says what is wrong with %s', (_what, wrong, words) => {
  expect(() => readSingleSignOn({ ...said, ...wrong })).toThrow(words)
})

it('lets passwords be switched off only where there is another way in', () => {
  const options = readSingleSignOn(said)
  expect([readPasswordSignIn(options, 'off'), readPasswordSignIn(options, 'on'), readPasswordSignIn(options, '')]).toEqual([false, true, true])
  expect(() => readPasswordSignIn(null, 'off')).toThrow('no')
  expect(() => readPasswordSignIn(options, 'no')).toThrow('on or off')
})
