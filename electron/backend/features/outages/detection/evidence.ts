/** Why a suspicion was raised, in words and figures that somebody can check. */
import type { Node } from './watched-plant.ts'

/** `serviceProblem.evidence`. Characters. */
export const MAX_EVIDENCE = 500
const NODES_NAMED = 8

export type NodeEvidence = { node: Node; beganAt: number; usual: number }

/** @returns such as `31 of 42 modems offline since 14:02, usual 1; 6 calls or chats in 10 minutes` */
export function evidenceText(all: readonly NodeEvidence[], timeText: (at: number) => string): string {
  const sum = (figure: (one: NodeEvidence) => number): number => all.reduce((total, one) => total + figure(one), 0)
  const since = timeText(Math.min(...all.map(({ beganAt }) => beganAt)))
  const modems = `${sum(({ node }) => node.off)} of ${sum(({ node }) => node.modems)} modems offline since ${since}, usual ${Math.round(sum(({ usual }) => usual))}`
  const contacts = sum(({ node }) => node.contacts.length)
  const said = contacts === 0 ? '' : `; ${contacts} ${contacts === 1 ? 'call or chat' : 'calls or chats'} in 10 minutes`
  return `${all.length === 1 ? '' : `${all.length} nodes: `}${modems}${all.length === 1 ? '' : ` (${named(all)})`}${said}`.slice(0, MAX_EVIDENCE)
}

/** The worst first. */
function named(all: readonly NodeEvidence[]): string {
  const worst = all.toSorted((one, other) => other.node.off - one.node.off || one.node.code.localeCompare(other.node.code)).slice(0, NODES_NAMED)
  return `${worst.map(({ node }) => `${node.code} ${node.off} of ${node.modems}`).join(', ')}${all.length > worst.length ? ', …' : ''}`
}
