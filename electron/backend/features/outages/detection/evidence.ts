/** Why a suspicion was raised, in figures that somebody can check. */
import { MAX_NODES_NAMED, type ProblemEvidence } from '#shared/features/outages/outages.schema.ts'
import { isoInstant } from '#shared/kernel/clock.ts'
import type { Node } from './watched-plant.ts'

export type NodeEvidence = { node: Node; beganAt: number; usual: number }

/** The worst nodes first. @returns null where all came back at once */
export function evidenceOf(all: readonly NodeEvidence[]): ProblemEvidence | null {
  if (all.length === 0) return null
  const sum = (figure: (one: NodeEvidence) => number): number => all.reduce((total, one) => total + figure(one), 0)
  const worst = all.toSorted((one, other) => other.node.off - one.node.off || one.node.code.localeCompare(other.node.code)).slice(0, MAX_NODES_NAMED)
  return {
    nodes: all.length, off: sum(({ node }) => node.off), modems: sum(({ node }) => node.modems), usual: Math.round(sum(({ usual }) => usual)), contacts: sum(({ node }) => node.contacts.length),
    since: isoInstant(Math.min(...all.map(({ beganAt }) => beganAt))), worst: worst.map(({ node: { code, off, modems } }) => ({ code, off, modems })), more: all.length > worst.length,
  }
}
