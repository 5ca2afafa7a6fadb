/**
 * Goes through the whole log and names the first place where it is not what was written:
 *
 *   edited       the content of an entry, or its seal
 *   deleted      there is a seal or a position, and no entry for it
 *   reordered    an entry or its seal stands at another's place
 *   inserted     an entry that the chain does not know, or one that was put between two others
 *   cutOff       a checkpoint knows more entries than there are
 *   rewritten    the chain fits itself, and not a checkpoint: it was computed anew
 *   forgedCheckpoint  a checkpoint whose signature does not hold
 *
 * What lies behind the last checkpoint is held by the chain alone: who holds the database can cut that part off, or compute
 * it anew. `afterLastCheckpoint` says how much that is.
 */
import type { AuditFault, AuditPlace, AuditVerification } from '#shared/features/audit/audit.schema.ts'
import { groupBy } from '#shared/kernel/group-by.ts'
import { chainHash, contentHash, FORM, GENESIS } from './audit-form.ts'
import type { Checkpoint, ReadCheckpoints } from './checkpoints.ts'
import { nameBreak } from './name-break.ts'
import { CHAIN_PAGE, findContent, findHead, findUnsealed, readLinks, type ChainSource, type Link } from './read-chain.ts'

/** How far the walk is, and what holds so far. */
export type Walk = {
  store: ChainSource
  /** The hash at the position before. */
  before: Buffer
  /** The position that comes next. */
  expected: number
  /** What checkpoints say, by their position. */
  said: ReadonlyMap<number, readonly Checkpoint[]>
  /** Position of the last checkpoint that fitted; 0 before any. */
  lastGood: number
}
type Check<A extends unknown[]> = (...given: A) => AuditFault | null | Promise<AuditFault | null>
export type Checks = { links: Record<string, Check<[Link, Walk]>>; end: Record<string, Check<[Walk]>> }

const fault = (kind: AuditFault['kind'], position: number | null, entryId: string | null = null): AuditFault => ({ kind, position, entryId })

/** All of them, in this order; a proof takes one out to show that it is missed. */
export const checks: Checks = {
  links: {
    gap: ({ seal }, { expected }) => (seal.position === expected ? null : fault('deleted', expected)),
    entryThere: ({ seal, entry }) => (entry ? null : fault('deleted', seal.position, seal.entryId)),
    content: async ({ seal, entry }, { store }) => {
      if (!entry) return null
      const content = contentHash(entry)
      if (seal.form === FORM && content.equals(seal.contentHash)) return null
      return fault((await findContent(store, content)) === null ? 'edited' : 'reordered', seal.position, seal.entryId)
    },
    order: async ({ seal }, { store, before }) => {
      if (chainHash(before, seal.position, seal.contentHash).equals(seal.hash)) return null
      return fault(await nameBreak(store, before, seal), seal.position, seal.entryId)
    },
    signed: ({ seal }, { said, lastGood }) =>
      (said.get(seal.position) ?? []).every(({ hash }) => hash === seal.hash.toString('hex')) ? null : fault('rewritten', lastGood + 1),
  },
  end: {
    cutOff: ({ said, expected }) => ([...said.keys()].some((position) => position >= expected) ? fault('cutOff', expected) : null),
    unsealed: async ({ store }) => {
      const entryId = await findUnsealed(store)
      return entryId === null ? null : fault('inserted', null, entryId)
    },
  },
}

export type VerifyOptions = {
  /** Read before the walk begins, so that none of them is of a later moment. Null: there are none to be had. */
  checkpoints: ReadCheckpoints | null
  /** Entries so far, and as many as there were at the beginning. */
  onProgress?: ((done: number, total: number) => void) | undefined
  signal?: AbortSignal | undefined
  checks?: Checks
}

/** All of it; reads on while others write. @throws the signal's reason when it is aborted. */
export async function verifyChain(store: ChainSource, options: VerifyOptions): Promise<AuditVerification> {
  const total = (await findHead(store))?.position ?? 0
  let place: AuditPlace | null = null
  for (;;) {
    options.signal?.throwIfAborted()
    options.onProgress?.(place?.position ?? 0, Math.max(total, place?.position ?? 0))
    const step: Step = await verifyStep(store, place, options)
    if (step.verification) return step.verification
    place = step.place
  }
}

type Step = { place: AuditPlace; verification: null } | { place: null; verification: AuditVerification }

/**
 * A bounded part of it, for whom one request must not take long.
 * @param from where the part before ended, which holds up to there; null for the beginning
 */
export async function verifyStep(store: ChainSource, from: AuditPlace | null, { checkpoints, checks: made = checks }: Pick<VerifyOptions, 'checkpoints' | 'checks'>): Promise<Step> {
  const walk = beginWalk(store, from, checkpoints)
  const links = await readLinks(store, walk.expected - 1)
  const found = forgedIn(checkpoints) ?? (await walkLinks(walk, links, made))
  if (!found && links.length === CHAIN_PAGE) return { place: { position: walk.expected - 1, hash: walk.before.toString('hex') }, verification: null }
  return { place: null, verification: verdict(walk, checkpoints, found ?? (await first(made.end, walk))) }
}

function beginWalk(store: ChainSource, from: AuditPlace | null, checkpoints: ReadCheckpoints | null): Walk {
  const said = groupBy(checkpoints?.signed ?? [], ({ position }) => position)
  if (!from) return { store, before: GENESIS, expected: 1, said, lastGood: 0 }
  const lastGood = Math.max(0, ...[...said.keys()].filter((position) => position <= from.position))
  return { store, before: Buffer.from(from.hash, 'hex'), expected: from.position + 1, said, lastGood }
}

function verdict(walk: Walk, checkpoints: ReadCheckpoints | null, found: AuditFault | null): AuditVerification {
  const signed = checkpoints?.signed ?? []
  const last = signed.at(-1) ?? null
  return {
    ok: found === null,
    fault: found,
    entries: walk.expected - 1,
    headHash: walk.before.toString('hex'),
    checkpoints: checkpoints && {
      count: signed.length,
      lastAt: last?.at ?? null,
      lastPosition: last?.position ?? null,
      unreadable: checkpoints.unreadable,
      otherLogs: checkpoints.otherLogs,
    },
    afterLastCheckpoint: Math.max(0, walk.expected - 1 - (last?.position ?? 0)),
  }
}

function forgedIn(checkpoints: ReadCheckpoints | null): AuditFault | null {
  const forged = checkpoints?.forged[0]
  return forged ? fault('forgedCheckpoint', forged.position) : null
}

async function walkLinks(walk: Walk, links: readonly Link[], made: Checks): Promise<AuditFault | null> {
  for (const link of links) {
    const found = await first(made.links, link, walk)
    if (found) return found
    step(walk, link)
  }
  return null
}

function step(walk: Walk, { seal }: Link): void {
  walk.before = seal.hash
  walk.expected = seal.position + 1
  if (walk.said.has(seal.position)) walk.lastGood = seal.position
}

async function first<A extends unknown[]>(list: Record<string, Check<A>>, ...given: A): Promise<AuditFault | null> {
  for (const check of Object.values(list)) {
    const found = await check(...given)
    if (found) return found
  }
  return null
}
