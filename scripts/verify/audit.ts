/**
 * A thousand random attacks on the audit log of a real PostgreSQL, by somebody who holds the database and its triggers:
 * edits, deletions, reorderings, insertions, cut ends, and a chain that was computed anew. Each must be found, and the log
 * as it was written must hold. Then one check after the other is left out, and each must be missed for it. What lies behind
 * the last checkpoint is held by the chain alone; what is not found there is said as a figure.
 *
 * `--attacks=N` makes it smaller for a quick look; the proof is the usual size.
 */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import fc from 'fast-check'
import { openCheckpoints, readCheckpoints, type ReadCheckpoints } from '../../electron/backend/features/audit/checkpoints.ts'
import { readChainId } from '../../electron/backend/features/audit/read-chain.ts'
import { checks, verifyChain, type Checks } from '../../electron/backend/features/audit/verify-chain.ts'
import { openStore } from '../../electron/backend/store/store.ts'
import { systemClock } from '../../shared/kernel/clock.ts'
import { attacks, whileStruck, type Pick } from '../../tests/support/audit-attacks.ts'
import { oneConnection, writeEntries } from '../../tests/support/audit-log.ts'
import { freshDatabase, startPostgres } from '../../tests/support/postgres.ts'
import { runReport, type Report } from '../lib/report.ts'
import { wanted } from '../lib/wanted.ts'
import { sealCost } from './support/seal-cost.ts'

const ATTACKS = wanted('attacks', 1_000)
/** More than a page of the verifier, so that some strike at its edges. */
const SIZE = 2_500
/** Written behind the last checkpoint, where a cut end cannot be known. */
const BEHIND = 50

type Arena = { source: Awaited<ReturnType<typeof oneConnection>>; checkpoints: ReadCheckpoints; pick: Pick }

function randomFrom(seed: number): Pick {
  const numbers = fc.sample(fc.nat(), { seed, numRuns: 50_000 })
  let next = 0
  return (below) => numbers[next++ % numbers.length]! % below
}

/** @returns by name of the attack: how often it was made, found, and found under a right name */
async function strikeAll({ source, checkpoints, pick }: Arena, { say }: Report) {
  const tally: Record<string, { made: number; found: number; wellNamed: number }> = {}
  const names = Object.keys(attacks)
  for (let number = 0; number < ATTACKS; number += 1) {
    const name = names[number % names.length]!
    const { strike, named } = attacks[name]!
    const { fault } = await whileStruck(source, () => strike(source, pick, SIZE), () => verifyChain(source, { checkpoints }))
    const counted = (tally[name] ??= { made: 0, found: 0, wellNamed: 0 })
    counted.made += 1
    if (fault) counted.found += 1
    if (fault && named.includes(fault.kind)) counted.wellNamed += 1
    if ((number + 1) % 100 === 0) say(`${number + 1} of ${ATTACKS} attacks`)
  }
  return tally
}

const without = (left: string): Checks => {
  const rest = <T extends object>(list: T): T => Object.fromEntries(Object.entries(list).filter(([name]) => name !== left)) as T
  return { links: rest(checks.links), end: rest(checks.end) }
}

/** One attack for each check that nothing else would find, at the last entry: nothing behind it stumbles over it. */
const onlyFoundBy: Record<string, string> = {
  content: 'an entry edited', entryThere: 'an entry deleted', order: 'a seal edited', signed: 'an entry edited and the chain computed anew',
  cutOff: 'all of it truncated', unsealed: 'an entry inserted without a seal',
}

/** @returns by name of the check: whether the verifier without it missed what the whole one finds */
async function controls({ source, checkpoints }: Arena): Promise<Record<string, boolean>> {
  const last: Pick = (below) => below - 1
  const missed: Record<string, boolean> = {}
  for (const [check, name] of Object.entries(onlyFoundBy)) {
    // A checkpoint of the last entry knows its hash too.
    const given = check === 'order' ? { ...checkpoints, signed: [] } : checkpoints
    const look = (made: Checks) => whileStruck(source, () => attacks[name]!.strike(source, last, SIZE), () => verifyChain(source, { checkpoints: given, checks: made }))
    missed[check] = (await look(without(check))).ok && !(await look(checks)).ok
  }
  return missed
}

/** @returns which attacks at the very end, behind the last checkpoint, are found all the same */
async function behindTheLast({ source, checkpoints }: Arena): Promise<Record<string, boolean>> {
  const last: Pick = (below) => below - 1
  const found: Record<string, boolean> = {}
  for (const name of ['an entry edited', 'an entry deleted', 'the end cut off', 'an entry edited and the chain computed anew']) {
    const { ok } = await whileStruck(source, () => attacks[name]!.strike(source, last, SIZE + BEHIND), () => verifyChain(source, { checkpoints }))
    found[name] = !ok
  }
  return found
}

await runReport('audit', async (report) => {
  const directory = await mkdtemp(path.join(tmpdir(), 'headend-checkpoints-'))
  const postgres = await startPostgres({ durable: true })
  const url = await freshDatabase(postgres.url)
  const store = await openStore({ kind: 'server', url })
  const source = await oneConnection(url)
  try {
    await writeEntries(store, systemClock, SIZE)
    await (await openCheckpoints(directory)).write(store, systemClock)
    const checkpoints = await readCheckpoints(directory, await readChainId(store))
    const arena: Arena = { source, checkpoints, pick: randomFrom(report.seed) }
    const untouched = await verifyChain(source, { checkpoints })
    report.must('an untouched log holds', untouched.ok && untouched.entries === SIZE, JSON.stringify(untouched))
    const tally = await strikeAll(arena, report)
    const sum = (of: 'made' | 'found' | 'wellNamed') => Object.values(tally).reduce((total, each) => total + each[of], 0)
    report.figure('attacks', tally)
    report.figure('made', sum('made'))
    report.atLeast('found', sum('made'), sum('found'))
    report.atLeast('wellNamed', sum('made'), sum('wellNamed'))
    const caught = await controls(arena)
    report.figure('missedWithoutTheCheck', caught)
    report.must('controlCaught', Object.values(caught).every(Boolean), JSON.stringify(caught))
    const afterwards = await verifyChain(source, { checkpoints })
    report.must('the log holds afterwards', afterwards.ok, JSON.stringify(afterwards))
    await writeEntries(store, systemClock, BEHIND)
    report.figure('foundBehindTheLastCheckpoint', await behindTheLast(arena))
    report.figure('commandsPerSecond', await sealCost(await freshDatabase(postgres.url), report))
  } finally {
    await source.close()
    await store.close()
    await postgres.stop()
    await rm(directory, { recursive: true })
  }
})
