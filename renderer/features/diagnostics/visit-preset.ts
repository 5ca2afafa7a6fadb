/** What a visit is asked for with, after a guide came to it. */
import type { DiagnosticRun } from '#shared/features/diagnostics/runs.schema.ts'
import { findingsOf } from '#shared/features/diagnostics/run-guide.ts'
import type { VisitPreset } from '../../app/account-ui.ts'
import type { Formats } from '../../app/format.ts'
import { findingText } from '../../app/run-words.ts'
import type { InLanguage } from '../../app/said.ts'
import type { Translate } from '../../app/use-text.ts'

/** Of one finding and of all, as a work order keeps them. */
const LONGEST = 300
const MOST = 40

export function visitOf(run: DiagnosticRun, words: { t: Translate; formats: Formats; said: InLanguage }): VisitPreset {
  const { outcome, trail } = run
  return {
    reason: outcome?.reason ? words.said(outcome.reason) : words.said(run.title), workTypeCode: outcome?.workType ?? null, skills: outcome?.skills ?? [], runId: run.id,
    // Said twice it is no more.
    findings: [...new Set(findingsOf(trail.entries).map((finding) => findingText(finding, words).slice(0, LONGEST)))].slice(0, MOST),
  }
}
