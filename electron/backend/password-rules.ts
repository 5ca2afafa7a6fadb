/**
 * What a password may be: long, not one of the common ones, and no rule about kinds of characters (NIST SP 800-63B-4, 3.1.1.2;
 * OWASP ASVS 5.0, 6.2). Customers: at least 12 characters (ASVS asks for 8 and recommends 15; a customer may add a second step);
 * agents: at least 15. The list of common ones is that of @zxcvbn-ts/language-common (MIT). Few of them are as long as that, so
 * one with an ornament, or doubled, counts as common too.
 */
export const CUSTOMER_MIN = 12
export const AGENT_MIN = 15
export const PASSWORD_MAX = 128

export type PasswordFault = 'tooShort' | 'tooLong' | 'common' | 'ownName'

let common: Promise<ReadonlySet<string>> | undefined
/** Half a megabyte: read when the first password is chosen. */
const commonOnes = (): Promise<ReadonlySet<string>> =>
  (common ??= import('@zxcvbn-ts/language-common').then(({ dictionary }) => new Set(dictionary['passwords-common'].map((each) => String(each).toLowerCase()))))

/**
 * @param min in characters as people count them: Unicode code points
 * @param own what stands on the account: user name, name in the e-mail address, operator
 * @returns null when it may be used
 */
export async function passwordFault(password: string, min: number, own: readonly string[] = []): Promise<PasswordFault | null> {
  const length = [...password].length
  if (length < min) return 'tooShort'
  if (length > PASSWORD_MAX) return 'tooLong'
  const said = password.toLowerCase()
  if (isCommon(said, await commonOnes())) return 'common'
  return own.some((each) => each.length >= 4 && isMadeOf(said, each.toLowerCase())) ? 'ownName' : null
}

/** `letmeinletmein`, `password2024!`, `qwertyqwerty1`, `aaaaaaaaaaaaaaaa`, but not what has a common word as one of several. */
function isCommon(said: string, list: ReadonlySet<string>): boolean {
  if (list.has(said) || /^(.{1,4}?)\1+.{0,3}$/u.test(said)) return true
  const [, head = '', bare = '', tail = ''] = /^([^\p{L}]*)(.*?)([^\p{L}]*)$/su.exec(said) ?? []
  const ornaments = [head, tail].every((part) => part.length <= 5 || list.has(part))
  return ornaments && (list.has(bare) || list.has(halfOf(bare)))
}

const halfOf = (text: string): string => {
  const half = text.slice(0, text.length / 2)
  return half + half === text ? half : text
}

/** The name and no more than a few signs. */
const isMadeOf = (said: string, name: string): boolean => said.includes(name) && said.length - name.length <= 4
