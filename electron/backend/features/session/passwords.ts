/** Passwords: argon2id at the parameters of OWASP ASVS 5.0 (appendix on password storage): m = 19 MiB, t = 2, p = 1. */
import { hash, verify } from '@node-rs/argon2'

/** argon2id is the package's default algorithm; its enum cannot be named under `isolatedModules`. A test reads the result. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashPassword = (password: string): Promise<string> => hash(password, parameters)

let nobody: Promise<string> | undefined

/** Takes the same time whether or not there is such a user: without a hash it checks against nobody's. */
export async function passwordMatches(passwordHash: string | null, password: string): Promise<boolean> {
  nobody ??= hashPassword('nobody has this password')
  const matches = await verify(passwordHash ?? (await nobody), password)
  return matches && passwordHash !== null
}
