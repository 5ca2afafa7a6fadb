/** How well the caller of a contact is known, from the least to the most. Imports nothing: the window's first paint reads it too. */
export const verificationLevels = ['unverified', 'verified', 'verifiedByCallback'] as const
export type VerificationLevel = (typeof verificationLevels)[number]

export const reaches = (has: VerificationLevel, needed: VerificationLevel): boolean =>
  verificationLevels.indexOf(has) >= verificationLevels.indexOf(needed)
