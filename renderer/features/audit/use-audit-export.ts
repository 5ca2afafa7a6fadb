/** The list as a file: asked for part by part and written as it comes, so that neither the window nor a message holds all of it. */
import { onScopeDispose, ref, shallowRef } from 'vue'
import type { AuditCursor, AuditFilter } from '#shared/features/audit/audit.schema.ts'
import type { SaveFileOutcome } from '#shared/contract/shell.ts'
import { bridge, shell } from '../../app/bridge/client.ts'
import { useOperatorDay } from '../../app/operator-day.ts'
import { slices } from '../../app/save-text.ts'

export type ExportFormat = 'csv' | 'jsonLines'
export type ExportEnd =
  | { kind: 'saved'; entries: number; filename: string; whole: boolean }
  | { kind: 'failed'; code: string }
  | { kind: 'stopped' }

const endings = { csv: 'csv', jsonLines: 'jsonl' } as const
/** Letters, digits and dashes alone, as the shell takes it. The system asks before a file is written over. */
const nameOf = (format: ExportFormat, today: string): string => `audit-${today}.${endings[format]}`

export function useAuditExport() {
  const { today } = useOperatorDay()
  /** Entries so far; null while nothing is written. */
  const written = ref<number | null>(null)
  const end = shallowRef<ExportEnd | null>(null)
  const error = ref<unknown>(null)
  let [wanted, running] = [false, false]

  /** @returns why no more was written; null when all is there */
  async function parts(fileId: string, filter: AuditFilter, format: ExportFormat): Promise<{ stop: ExportEnd | null; whole: boolean }> {
    let before: AuditCursor | null = null
    for (;;) {
      const part = await bridge.audit.exportEntries({ filter, format, before, exported: written.value ?? 0 })
      if (!wanted) return { stop: { kind: 'stopped' }, whole: false }
      for (const text of slices(part.text)) {
        const grown = await shell.growFile({ fileId, text })
        if (grown.outcome !== 'saved') return { stop: given(grown), whole: false }
      }
      written.value = (written.value ?? 0) + part.entries
      before = part.next
      if (!before) return { stop: null, whole: part.whole }
    }
  }

  async function run(filter: AuditFilter, format: ExportFormat): Promise<ExportEnd | null> {
    const opened = await shell.openGrowingFile({ filename: nameOf(format, today.value) })
    if (opened.outcome !== 'opened') return opened.outcome === 'failed' ? { kind: 'failed', code: opened.code } : null
    written.value = 0
    const done = await parts(opened.fileId, filter, format).catch(async (reason: unknown) => {
      await shell.endFile({ fileId: opened.fileId, keep: false })
      throw reason
    })
    const closed = await shell.endFile({ fileId: opened.fileId, keep: done.stop === null })
    if (done.stop) return done.stop
    return closed.outcome === 'saved' ? { kind: 'saved', entries: written.value ?? 0, filename: closed.filename, whole: done.whole } : given(closed)
  }

  async function start(filter: AuditFilter, format: ExportFormat): Promise<void> {
    if (running) return
    ;[wanted, running] = [true, true]
    ;[end.value, error.value] = [null, null]
    end.value = await run(filter, format).catch((reason: unknown) => ((error.value = reason), null))
    ;[written.value, running] = [null, false]
  }
  onScopeDispose(() => void (wanted = false))
  return { written, end, error, start, stop: () => void (wanted = false) }
}

const given = (outcome: SaveFileOutcome): ExportEnd => (outcome.outcome === 'failed' ? { kind: 'failed', code: outcome.code } : { kind: 'stopped' })
