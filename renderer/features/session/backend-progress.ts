/** How main tells the embedded backend's start: `fillingDemo 1200/5000`. */
const steps = ['opening', 'migrating', 'fillingDemo', 'catchingUp'] as const
export type BackendProgress = { step: (typeof steps)[number]; done: number; total: number }

/** Null when it says nothing of the kind. */
export function backendProgress(detail: string | null): BackendProgress | null {
  const [, word, done, total] = /^(\w+) (\d+)\/(\d+)$/.exec(detail ?? '') ?? []
  const step = steps.find((known) => known === word)
  return step ? { step, done: Number(done), total: Number(total) } : null
}
