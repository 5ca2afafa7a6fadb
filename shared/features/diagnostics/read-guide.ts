/** A guide out of its file: what stands there, or every fault with the line that it is in. */
import { LineCounter, isNode, parseDocument, type Document } from 'yaml'
import { flowFaults, type FlowFault } from './check-guide.ts'
import { guideSchema, MAX_GUIDE_SOURCE, type Guide } from './guides.schema.ts'

/** `yaml`: it cannot be read, `detail` says why. `shape`: something is missing or is not what it should be, `detail` names the place. `tooLong`: in characters. */
export type GuideFault = { what: FlowFault['what'] | 'yaml' | 'shape' | 'tooLong'; /** From 1. */ line: number | null; step: string | null; detail: string | null }
export type ReadGuide = { guide: Guide; faults: readonly [] } | { guide: null; faults: readonly GuideFault[] }

/** Most that are told at once. */
const MAX_FAULTS = 20

export function readGuide(source: string): ReadGuide {
  if (source.length > MAX_GUIDE_SOURCE) return refused([{ what: 'tooLong', line: null, step: null, detail: String(MAX_GUIDE_SOURCE) }])
  const lines = new LineCounter()
  const document = parseDocument(source, { lineCounter: lines, prettyErrors: false })
  if (document.errors.length > 0)
    return refused(document.errors.map(({ message, pos }) => ({ what: 'yaml', line: lines.linePos(pos[0]).line, step: null, detail: message })))
  const lineOf = (path: readonly PropertyKey[]): number => lines.linePos(placeOf(document, path)).line
  const value = plain(document)
  const parsed = guideSchema.safeParse(value)
  if (!parsed.success)
    return refused(parsed.error.issues.map(({ path, message, ...issue }) => {
      const extra = 'keys' in issue && Array.isArray(issue.keys) ? [...path, ...issue.keys.slice(0, 1)] : path
      return { what: 'shape', line: lineOf(extra as PropertyKey[]), step: stepAt(value, path), detail: `${extra.join('.') || '–'}: ${message}` }
    }))
  const faults = flowFaults(parsed.data)
  if (faults.length === 0) return { guide: parsed.data, faults: [] }
  const place = ({ what, step }: FlowFault): number => {
    const ids = parsed.data.steps.map(({ id }) => id)
    return what === 'repeatedStep' ? ids.lastIndexOf(step) : ids.indexOf(step)
  }
  return refused(faults.map((fault) => ({ ...fault, line: lineOf(['steps', place(fault)]) })))
}

const refused = (faults: readonly GuideFault[]): ReadGuide => ({ guide: null, faults: faults.slice(0, MAX_FAULTS) })

/** Aliases are bounded by the library. */
function plain(document: Document): unknown {
  try {
    return document.toJS()
  } catch {
    return null
  }
}

/** Where it stands, or where it would; in characters from the beginning. */
function placeOf(document: Document, path: readonly PropertyKey[]): number {
  for (let length = path.length; length > 0; length -= 1) {
    const node = document.getIn(path.slice(0, length) as unknown[], true)
    if (isNode(node) && node.range) return node.range[0]
  }
  return 0
}

function stepAt(value: unknown, [first, index]: readonly PropertyKey[]): string | null {
  if (first !== 'steps' || typeof index !== 'number') return null
  const { steps } = value as { steps?: unknown }
  const step: unknown = Array.isArray(steps) ? steps[index] : null
  const id = typeof step === 'object' && step !== null && 'id' in step ? step.id : null
  return typeof id === 'string' ? id : String(index + 1)
}
