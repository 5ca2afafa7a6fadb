/** Memory of a process and all its descendants, as Linux accounts for it. */
import { readdirSync, readFileSync } from 'node:fs'

function parents(): Map<number, number> {
  const found = new Map<number, number>()
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      // The command name stands in parentheses and may itself hold spaces and parentheses.
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      found.set(Number(name), Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]))
    } catch {
      // It ended while we were reading.
    }
  }
  return found
}

/** The process and everything below it. */
export function processTree(rootPid: number): number[] {
  const parentOf = parents()
  const isBelow = (pid: number | undefined): boolean => pid !== undefined && pid !== 0 && (pid === rootPid || isBelow(parentOf.get(pid)))
  return [...parentOf.keys()].filter(isBelow)
}

/** Proportional set size of the whole tree, in bytes: shared pages are counted once over those that share them. */
export function treePss(rootPid: number): number {
  return processTree(rootPid).reduce((sum, pid) => sum + pss(pid), 0)
}

function pss(pid: number): number {
  try {
    const line = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
    return Number(line?.[1] ?? 0) * 1024
  } catch {
    return 0
  }
}
