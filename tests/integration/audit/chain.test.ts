/** Nothing of the audit log can be changed, left out or put in without being found; the attacker holds the database. */
import { mkdtemp, readdir, readFile, rm, stat, writeFile, appendFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, inject, it } from 'vitest'
import type { Clock } from '../../../shared/kernel/clock.ts'
import { openCheckpoints, readCheckpoints, type ReadCheckpoints } from '../../../electron/backend/features/audit/checkpoints.ts'
import { readChainId, readLinks, type ChainSource } from '../../../electron/backend/features/audit/read-chain.ts'
import { checks, verifyChain } from '../../../electron/backend/features/audit/verify-chain.ts'
import { writeAudit } from '../../../electron/backend/write-audit.ts'
import type { Store } from '../../../electron/backend/store/store.ts'
import { attacks, whileStruck } from '../../support/audit-attacks.ts'
import { writeEntries } from '../../support/audit-log.ts'
import { freshDatabase } from '../../support/postgres.ts'
import { openServerStore, openTestStore, testClock } from '../../support/stores.ts'

const SIZE = 40

async function checkpointsOf(directory: string, store: ChainSource): Promise<ReadCheckpoints> {
  return readCheckpoints(directory, await readChainId(store))
}

// A server makes a database in a moment; what is the database's own is the same in the embedded one, which has its turn below.
describe('the audit chain', () => {
  let clock: ReturnType<typeof testClock>
  let store: Store
  let directory: string
  beforeEach(async () => {
    clock = testClock()
    store = await openTestStore('server', clock)
    directory = await mkdtemp(path.join(tmpdir(), 'headend-checkpoints-'))
  })
  afterEach(async () => {
    await store.close()
    await rm(directory, { recursive: true })
  })
  const verify = async () => verifyChain(store, { checkpoints: await checkpointsOf(directory, store) })

  it('holds what was written, in positions without a gap', async () => {
    await writeEntries(store, clock, SIZE)
    const failed = store.db.transaction().execute(async (trx) => {
      await writeAudit(trx, clock, { action: 'test', by: null })
      throw new Error('taken back')
    })
    await expect(failed).rejects.toThrow('taken back')
    await writeEntries(store, clock, 1)
    const positions = (await readLinks(store, 0)).map(({ seal }) => seal.position)
    expect(positions).toEqual(Array.from({ length: SIZE + 1 }, (_, index) => index + 1))
    expect(await verify()).toMatchObject({ ok: true, fault: null, entries: SIZE + 1, afterLastCheckpoint: SIZE + 1, checkpoints: { count: 0 } })
  })

  it('is empty at first, and holds', async () => {
    expect(await verify()).toMatchObject({ ok: true, entries: 0 })
  })

  it.each(['update audit_seal set form = 1', 'delete from audit_seal', 'truncate audit_seal', 'update audit_chain set id = gen_random_uuid()', 'delete from audit_chain'])('refuses to %s', async (statement) => {
    await writeEntries(store, clock, 1)
    await expect(store.pool.query(statement)).rejects.toMatchObject({ code: '42501' })
  })

  it('takes no entry from a transaction that cannot see the one before', async () => {
    const stale = store.db.transaction().setIsolationLevel('repeatable read').execute((trx) => writeAudit(trx, clock, { action: 'test', by: null }))
    await expect(stale).rejects.toMatchObject({ code: '25001' })
    expect(await verify()).toMatchObject({ ok: true, entries: 0 })
  })

  it('can be read while it grows, and be stopped', async () => {
    await writeEntries(store, clock, SIZE)
    const told: [number, number][] = []
    const verifying = verifyChain(store, { checkpoints: null, onProgress: (...progress) => told.push(progress) })
    await Promise.all([verifying, writeEntries(store, clock, SIZE)])
    expect(await verifying).toMatchObject({ ok: true, checkpoints: null })
    expect(told[0]?.[0]).toBe(0)
    await expect(verifyChain(store, { checkpoints: null, signal: AbortSignal.abort(new Error('enough')) })).rejects.toThrow('enough')
  })

  it('signs what is there outside the database, once for each state, with a key of its own', async () => {
    const keeper = await openCheckpoints(directory)
    expect(await keeper.write(store, clock)).toBeNull()
    await writeEntries(store, clock, SIZE)
    expect(await keeper.write(store, clock)).toMatchObject({ position: SIZE })
    expect(await keeper.write(store, clock)).toBeNull()
    await writeEntries(store, clock, 3)
    clock.advance(1_000)
    await (await openCheckpoints(directory)).write(store, clock)
    const files = await readdir(directory)
    expect(files).toHaveLength(3)
    expect((await stat(path.join(directory, 'signing-key.pem'))).mode & 0o077).toBe(0)
    const lastAt = new Date(clock.now()).toISOString()
    expect(await verify()).toMatchObject({ ok: true, checkpoints: { count: 2, lastAt, lastPosition: SIZE + 3, unreadable: 0, otherLogs: 0 }, afterLastCheckpoint: 0 })
  })

  it('finds a checkpoint that was changed, or signed by a key that is not the kept one, and goes on behind a torn line', async () => {
    const keeper = await openCheckpoints(directory)
    await writeEntries(store, clock, SIZE)
    const written = (await keeper.write(store, clock))!
    const file = path.join(directory, `checkpoints-${written.chain}.jsonl`)
    await appendFile(file, '{"chain":"')
    await writeEntries(store, clock, 1)
    await keeper.write(store, clock)
    expect(await verify()).toMatchObject({ ok: true, checkpoints: { count: 2, unreadable: 1 } })
    const text = await readFile(file, 'utf8')
    await writeFile(file, text.replace(`"position":${SIZE},`, `"position":${SIZE - 1},`))
    expect(await verify()).toMatchObject({ ok: false, fault: { kind: 'forgedCheckpoint', position: SIZE - 1 } })
    await writeFile(file, text)
    const kept = await readFile(path.join(directory, `${written.key}.public.pem`), 'utf8')
    await rm(path.join(directory, 'signing-key.pem'))
    await writeEntries(store, clock, 1)
    await (await openCheckpoints(directory)).write(store, clock)
    expect(await verify()).toMatchObject({ ok: true, checkpoints: { count: 3 } })
    expect(await verifyChain(store, { checkpoints: await readCheckpoints(directory, written.chain, [kept]) })).toMatchObject({ ok: false, fault: { kind: 'forgedCheckpoint' } })
  })

  it('says that checkpoints of another log are there', async () => {
    await writeEntries(store, clock, 1)
    await writeFile(path.join(directory, 'checkpoints-00000000-0000-4000-8000-000000000000.jsonl'), '')
    expect(await verify()).toMatchObject({ ok: true, checkpoints: { otherLogs: 1 } })
  })
})

// One connection of one store: an attack is seen in its transaction, and taken back.
describe('the embedded store under attack', () => {
  const clock: Clock = testClock()
  let store: Store
  let checkpoints: ReadCheckpoints
  let directory: string
  beforeAll(async () => {
    store = await openTestStore('embedded')
    directory = await mkdtemp(path.join(tmpdir(), 'headend-checkpoints-'))
    await writeEntries(store, clock, SIZE)
    await (await openCheckpoints(directory)).write(store, clock)
    checkpoints = await checkpointsOf(directory, store)
  })
  afterAll(async () => {
    await store.close()
    await rm(directory, { recursive: true })
  })
  const picks = fc.infiniteStream(fc.nat()).map((stream) => (below: number) => Number(stream.next().value) % below)

  it.each(Object.keys(attacks))('finds %s', async (name) => {
    const { named, strike } = attacks[name]!
    await fc.assert(fc.asyncProperty(picks, async (pick) => {
      const found = await whileStruck(store, () => strike(store, pick, SIZE), () => verifyChain(store, { checkpoints }))
      expect(found.fault).not.toBeNull()
      expect(named).toContain(found.fault?.kind)
    }), { numRuns: 12 })
    expect(await verifyChain(store, { checkpoints })).toMatchObject({ ok: true, entries: SIZE })
  })

  it.each([
    ['content', 'an entry edited'], ['order', 'a seal edited'], ['entryThere', 'an entry deleted'], ['signed', 'an entry edited and the chain computed anew'],
    ['cutOff', 'all of it truncated'], ['unsealed', 'an entry inserted without a seal'],
  ])('would miss without the check of %s: %s (the control)', async (left, name) => {
    const without = (list: object) => Object.fromEntries(Object.entries(list).filter(([check]) => check !== left))
    const weaker = { links: without(checks.links), end: without(checks.end) } as typeof checks
    // The last entry: nothing behind it stumbles over it.
    const last = (below: number) => below - 1
    const look = (made: typeof checks) => whileStruck(store, () => attacks[name]!.strike(store, last, SIZE), () => verifyChain(store, { checkpoints, checks: made }))
    // Of the last seal the checkpoint knows the hash as well.
    const blind = left === 'order' ? { ...weaker, links: { ...weaker.links, signed: () => null } } : weaker
    expect(await look(blind)).toMatchObject({ ok: true })
    expect(await look(checks)).toMatchObject({ ok: false })
  })
})

it('keeps its order under writers on two nodes at once', async () => {
  const url = await freshDatabase(inject('postgresUrl'))
  const nodes = await Promise.all([openServerStore(url), openServerStore(url)])
  try {
    await Promise.all(nodes.map((node) => writeEntries(node, testClock(), 300)))
    expect(await verifyChain(nodes[0]!, { checkpoints: null })).toMatchObject({ ok: true, entries: 600 })
  } finally {
    await Promise.all(nodes.map((node) => node.close()))
  }
})
