/** What can be wrong with a simulated box, each as it looks in a real house. */
import type { ActionKind } from '#shared/features/diagnostics/equipment.schema.ts'

/**
 * `badSplitter`: one leg has lost some 12 dB, so that all its channels are weak and noisy and the box shouts back; nothing but a visit helps. `wrongProfile`: the box was given a slower plan than was
 * sold; provisioning it again cures it. `flappingUpstream`: ingress on the way back, T3/T4 timeouts, and the box restarts again and again. `fullWifi`: the line is well, the air in the house is full. `deadBox`: it never answers.
 * `staleSetTop`: the set-top has lost what it may show; refreshing it cures it.
 */
export const simulatedFaults = ['badSplitter', 'wrongProfile', 'flappingUpstream', 'fullWifi', 'deadBox', 'staleSetTop'] as const
export type SimulatedFault = (typeof simulatedFaults)[number]

const cures: Partial<Record<SimulatedFault, ActionKind>> = { wrongProfile: 'reprovision', staleSetTop: 'refreshSetTop' }
export const isCuredBy = (fault: SimulatedFault, action: ActionKind): boolean => cures[fault] === action
