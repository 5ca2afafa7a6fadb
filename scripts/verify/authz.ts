/**
 * Every procedure of the contract x every role x every level of the caller, called at the backend over HTTP, past the window;
 * with half a session, which waits for its second step; and once by somebody who is not signed in. Each answer is held against
 * the table of `support/expected-rights.ts`; a procedure that the table does not have is a surprise. The controls take the
 * checks out of the program, one at a time, and must be noticed.
 */
import { verificationLevels, reaches, type VerificationLevel } from '#shared/features/interactions/verification-level.ts'
import type { ProcedureMeta } from '#shared/contract/procedure.ts'
import type { Role } from '#shared/features/session/session.schema.ts'
import { runReport, type Report } from '../lib/report.ts'
import { openArena, procedures, type Arena, type Met } from './support/authz-arena.ts'
import { expectedRights, halves, openToHalf, roleLetters, type Expected, type Half } from './support/expected-rights.ts'

type Surprise = { procedure: string; role: string; level: string; expected: string; met: string }

function expectedOf([roles, needed]: Expected, role: Role, level: VerificationLevel): Met {
  if (!roles.includes(roleLetters[role])) return 'forbidden'
  return reaches(level, needed) ? 'in' : 'verificationRequired'
}

async function surprisesOf(arena: Arena, procedure: string): Promise<{ asked: number; surprises: Surprise[] }> {
  const expected = expectedRights[procedure]
  if (!expected) return { asked: 0, surprises: [{ procedure, role: '', level: '', expected: 'a line in the table', met: 'none' }] }
  const surprises: Surprise[] = []
  let asked = 0
  const compare = (role: string, level: string, wanted: Met, met: Met | null) => {
    asked += 1
    if (met !== wanted) surprises.push({ procedure, role, level, expected: wanted, met: met ?? 'nobody has written how it is called' })
  }
  for (const role of doors.has(procedure) ? [] : arena.roles)
    for (const level of verificationLevels) compare(role, level, expectedOf(expected, role, level), await arena.meet(procedure, role, level))
  for (const role of arena.roles)
    for (const half of halves) compare(role, `half: ${half}`, halfMeets(procedure, half), await arena.meetHalf(procedure, role, half))
  compare('nobody', '', strangersMeet(procedure), await arena.meetStranger(procedure))
  return { asked, surprises }
}

/** Written down here as well. A sign-in with a wrong password meets what a call without a session meets; at the provider's door there is nobody to be told from others yet. */
const openToStrangers = new Set(['session.serverInfo', 'session.beginSingleSignOn', 'session.signInBySingleSignOn'])
const strangersMeet = (procedure: string): Met => (openToStrangers.has(procedure) ? 'in' : 'unauthenticated')
const halfMeets = (procedure: string, half: Half): Met => (openToHalf[procedure] === half ? 'in' : strangersMeet(procedure))

/** Of a sign-in the answer to whoever does not get in is the door itself: it is compared for those who stand before it alone. */
const doors = new Set(['session.signIn', 'session.confirmCode'])

async function proveAll(report: Report, arena: Arena): Promise<void> {
  let asked = 0
  const surprises: Surprise[] = []
  for (const procedure of procedures().keys()) {
    const found = await surprisesOf(arena, procedure)
    asked += found.asked
    surprises.push(...found.surprises)
  }
  const gone = Object.keys(expectedRights).filter((name) => !procedures().has(name))
  surprises.push(...gone.map((procedure) => ({ procedure, role: '', level: '', expected: 'in the contract', met: 'gone' })))
  for (const surprise of surprises) report.say(JSON.stringify(surprise))
  report.figure('procedures', procedures().size)
  report.figure('roles', arena.roles.length)
  report.figure('levels', verificationLevels.length)
  report.figure('calls', asked)
  report.atMost('surprises', 0, surprises.length)
}

/** Takes a check out of the program: the demands of the contract are what its doors read. */
const controls: Record<string, { procedure: string; without: Partial<ProcedureMeta> }> = {
  levelOfARead: { procedure: 'usage.calls', without: { verification: 'unverified' } },
  levelOfACommand: { procedure: 'interactions.setAccountPin', without: { verification: 'unverified' } },
  rightOfARead: { procedure: 'billing.approvals', without: { permission: 'session' } },
  rightOfACommand: { procedure: 'interactions.overrideVerification', without: { permission: 'session' } },
  wholeSession: { procedure: 'billing.lineNames', without: { permission: 'signingIn' } },
}

async function proveControls(report: Report, arena: Arena): Promise<void> {
  for (const [name, { procedure, without }] of Object.entries(controls)) {
    const meta = procedures().get(procedure)
    if (!meta) throw new Error(`no ${procedure}`)
    const before = { ...meta }
    Object.assign(meta, without)
    const { surprises } = await surprisesOf(arena, procedure).finally(() => Object.assign(meta, before))
    report.figure(`control ${name}`, surprises.length)
    report.must(`control ${name} is noticed`, surprises.length > 0)
  }
  const unlisted = await surprisesOf(arena, 'somebody.newProcedure')
  report.must('control: a procedure without a line is noticed', unlisted.surprises.length === 1)
}

await runReport('authz', async (report) => {
  const arena = await openArena()
  try {
    await proveAll(report, arena)
    await proveControls(report, arena)
  } finally {
    await arena.close()
  }
})
