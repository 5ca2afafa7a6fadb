/** Suspicions: nodes that are out at one time, those of one hub or headend together, until they are over. */
import { MAX_PROBLEM_NODES } from '#shared/features/outages/problem-limits.ts'
import type { ProblemEvidence } from '#shared/features/outages/outages.schema.ts'
import { evidenceOf } from './evidence.ts'
import { SUSPECTED_WEIGHT } from './rule.ts'
import { noteDrop, release, type Modem, type Node, type Part } from './watched-plant.ts'
import { MINUTE_MS } from './telemetry.ts'

/** Nodes of one hub that go within so long of each other, or of the last that came, are one. ms */
export const SAME_TIME_MS = 15 * MINUTE_MS
/** Another hub of the headend joins one of at least three nodes that began so close to it. ms */
const SAME_HEADEND_MS = 3 * MINUTE_MS
const SAME_HEADEND_NODES = 3
/** Over: no more than so many of those that went are still off, for so many minutes. */
const STILL_OFF_SHARE = 0.2
const BACK_FOR_MINUTES = 3
/** What lasts longer is watched no more: it has not come back, and nobody learns anything new of it. ms */
export const LONGEST_MS = 3 * 86_400_000

export type Suspicion = {
  id: string
  hub: string
  /** In their order, at most `MAX_PROBLEM_NODES`: one more begins another suspicion. */
  nodes: string[]
  /** ms since 1970: when the first modem went off. */
  beganAt: number
  raisedAt: number
  /** When it was over; null as long as it is not. */
  overAt: number | null
  /** What had not come back when it was given up; null where all of it came back, and as long as nothing is given up. */
  givenUp: GivenUp | null
  /** As it was when it was raised, or grew last. */
  evidence: ProblemEvidence | null
}
/** Of nodes that were off for too long: of so many modems that went, so many are off still. */
export type GivenUp = { nodes: string[]; affected: number; stillOff: number }
/** `at`: the end of the minute that shows it, ms since 1970. */
export type Change = { kind: 'raised' | 'grown' | 'over'; at: number; suspicion: Suspicion }

export type Open = { suspicion: Suspicion; headend: string; grownAt: number; parts: Part[]; left: number }
type Tools = { free: (part: Part) => void; usualOff: (node: Node) => number }

export function openSuspicions({ free, usualOff }: Tools, open: Set<Open>) {

  function begin(node: Node, beganAt: number, at: number): Open {
    const suspicion = { id: `${node.code}@${beganAt}`, hub: node.hub.code, nodes: [], beganAt, raisedAt: at, overAt: null, givenUp: null, evidence: null }
    const one: Open = { suspicion, headend: node.hub.headend, grownAt: at, parts: [], left: 0 }
    open.add(one)
    return one
  }

  function fitting(node: Node, beganAt: number): Open | undefined {
    const roomy = [...open].filter(({ parts }) => parts.length < MAX_PROBLEM_NODES)
    for (const one of roomy) if (one.suspicion.hub === node.hub.code && isNear(one, beganAt, SAME_TIME_MS)) return one
    for (const one of roomy) if (one.headend === node.hub.headend && one.parts.length >= SAME_HEADEND_NODES && Math.abs(beganAt - one.suspicion.beganAt) <= SAME_HEADEND_MS) return one
    return undefined
  }

  return {
    open,
    /** Whether neighbours are out at this time already, which makes it likelier that this one is. */
    hasNeighbours: (node: Node, beganAt: number): boolean => {
      for (const one of open) if (one.suspicion.hub === node.hub.code && isNear(one, beganAt, SAME_TIME_MS)) return true
      return false
    },
    /** @param raised nodes that are above the threshold now, each with the modems that say so */
    raise(raised: readonly { node: Node; modems: readonly Modem[]; beganAt: number }[], at: number): Change[] {
      const changed = new Map<Open, Change['kind']>()
      for (const { node, modems, beganAt } of raised) {
        const known = fitting(node, beganAt)
        const one = known ?? begin(node, beganAt, at)
        const part: Part = { node, beganAt, affected: 0, stillOff: 0, backFor: 0 }
        node.part = part
        for (const modem of modems) count(modem, part)
        one.parts.push(part)
        one.left += 1
        one.grownAt = at
        one.suspicion.beganAt = Math.min(one.suspicion.beganAt, beganAt)
        changed.set(one, changed.get(one) ?? (known ? 'grown' : 'raised'))
      }
      return [...changed].map(([one, kind]) => {
        one.suspicion.nodes = [...new Set(one.parts.map(({ node }) => node.code))].sort()
        one.suspicion.evidence = evidenceOf(one.parts.filter(({ node, backFor }) => node.part !== null && backFor === 0).map(({ node, beganAt }) => ({ node, beganAt, usual: usualOff(node) })))
        return { kind, at, suspicion: { ...one.suspicion } }
      })
    },
    /** Once a minute. @returns those that are over now */
    settle(at: number): Change[] {
      const over: Change[] = []
      for (const one of open) {
        for (const part of one.parts) {
          if (part.node.part !== part) continue
          const back = isBack(part)
          if (!back && at - part.beganAt <= LONGEST_MS) continue
          if (!back) one.suspicion.givenUp = withPart(one.suspicion.givenUp, part)
          free(part)
          one.left -= 1
        }
        if (one.left > 0) continue
        open.delete(one)
        over.push({ kind: 'over', at, suspicion: { ...one.suspicion, overAt: at } })
      }
      return over
    },
  }
}

const isNear = ({ suspicion, grownAt }: Open, beganAt: number, within: number): boolean => beganAt >= suspicion.beganAt - within && beganAt <= Math.max(suspicion.beganAt, grownAt) + within

/** A modem that is off speaks for this part. */
export function count(modem: Modem, part: Part): void {
  release(modem)
  noteDrop(modem, modem.dropAt, SUSPECTED_WEIGHT)
  modem.part = part
  part.affected += 1
  if (!modem.online) part.stillOff += 1
}

function isBack(part: Part): boolean {
  part.backFor = part.stillOff <= STILL_OFF_SHARE * part.affected ? part.backFor + 1 : 0
  return part.backFor >= BACK_FOR_MINUTES
}

const withPart = (given: GivenUp | null, { node, affected, stillOff }: Part): GivenUp =>
  ({ nodes: [...new Set([...(given?.nodes ?? []), node.code])].sort(), affected: (given?.affected ?? 0) + affected, stillOff: (given?.stillOff ?? 0) + stillOff })
