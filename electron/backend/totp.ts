/** Codes of authenticator apps: TOTP (RFC 6238) with SHA-1, six digits and 30 s, as all apps have it. Whoever uses a code keeps its step, so that none is used twice. */
import { Secret, TOTP } from 'otpauth'

const STEP_S = 30

/** 160 bits, in base32: what RFC 4226 recommends (4, R6). */
export const newTotpSecret = (): string => new Secret({ size: 20 }).base32

const totp = (secret: string, issuer = '', label = ''): TOTP => new TOTP({ issuer, label, algorithm: 'SHA1', digits: 6, period: STEP_S, secret: Secret.fromBase32(secret) })

/** @returns `otpauth://…`, as the apps read it from a picture */
export const totpAddress = (secret: string, issuer: string, label: string): string => totp(secret, issuer, label).toString()

/**
 * One step earlier and later are right too (RFC 6238, 5.2): clocks differ.
 * @param now in ms. @returns the step that the code is of, counted from the epoch; null for a wrong one
 */
export function stepOfCode(secret: string, code: string, now: number): number | null {
  const delta = totp(secret).validate({ token: code, timestamp: now, window: 1 })
  return delta === null ? null : Math.floor(now / 1000 / STEP_S) + delta
}
