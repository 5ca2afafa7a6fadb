/** Steps from 80 % to 200 %, as factors. */
export const ZOOM_STEPS = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const

/** The next step up or down; stays at the ends. A factor between two steps goes to its neighbour. */
export function nextZoom(factor: number, direction: 'in' | 'out'): number {
  const beyond = (step: number) => (direction === 'in' ? step > factor + 0.001 : step < factor - 0.001)
  const steps = direction === 'in' ? ZOOM_STEPS : [...ZOOM_STEPS].reverse()
  return steps.find(beyond) ?? steps.at(-1) ?? 1
}
