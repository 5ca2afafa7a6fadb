/** What people remember is kept as argon2id at the parameters of OWASP ASVS 5.0 (appendix on password storage): m = 19 MiB, t = 2, p = 1. */
import { hash, verify } from '@node-rs/argon2'

/** argon2id is the package's default algorithm; its enum cannot be named under `isolatedModules`. A test reads the result. */
const parameters = { memoryCost: 19_456, timeCost: 2, parallelism: 1 }

export const hashSecret = (secret: string): Promise<string> => hash(secret, parameters)

let nothing: Promise<string> | undefined

/** Takes the same time whether or not there is a secret: without a hash it checks against nobody's. */
export async function secretMatches(secretHash: string | null, said: string): Promise<boolean> {
  nothing ??= hashSecret('nobody has this secret')
  const matches = await verify(secretHash ?? (await nothing), said)
  return matches && secretHash !== null
}
