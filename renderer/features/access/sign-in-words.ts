/** The state of a sign-in as a sentence that can be read to the caller. */
import type { SignInState } from '#shared/features/access/access.schema.ts'
import { assertNever } from '#shared/kernel/app-error.ts'
import type { Formats } from '../../app/format.ts'
import type { Translate } from '../../app/use-text.ts'

type Words = { t: Translate; formats: Formats; now: number }

/** Of a lock too, whatever else keeps it shut: it stays when that is over. @param now in ms: what is of today is told by its time alone */
export function stateSentence(state: SignInState, words: Words): string {
  const { t } = words
  const identity = state.state
  const devices = deviceSentence(state, words)
  switch (identity.state) {
    case 'none': return t('access.sentence.none')
    case 'active':
    case 'neverUsed': return [...(state.lock ? lockSentence(state, words, 'sentence') : [t(`access.sentence.${identity.state}`), ...failingSentence(state, words)]), ...devices].join(' ')
    case 'passwordForced':
    case 'frozen': return [t(`access.sentence.${identity.state}`, { time: shortMoment(identity.since, words) }), ...lockSentence(state, words, 'also'), ...devices].join(' ')
    default: return assertNever(identity)
  }
}

function lockSentence(state: SignInState, words: Words, where: 'sentence' | 'also'): string[] {
  const { lock } = state
  if (!lock) return []
  const key = lock.everywhere ? (lock.until === null ? 'lockedForGood' : 'lockedUntil') : lock.until === null ? 'sourceForGood' : 'sourceUntil'
  return [words.t(`access.${where}.${key}`, { time: lock.until === null ? '' : shortMoment(lock.until, words), why: whyOf(state, words) })]
}

function deviceSentence({ lockedDevices }: SignInState, words: Words): string[] {
  if (!lockedDevices) return []
  const { count, until } = lockedDevices
  return [until === null ? words.t('access.devicesForGood', {}, count) : words.t('access.devicesUntil', { time: shortMoment(until, words) }, count)]
}

function whyOf(state: SignInState, words: Words): string {
  const what = failuresOf(state, words)
  return what === null || state.firstFailureAt === null ? '' : words.t('access.why', { what, time: shortMoment(state.firstFailureAt, words) })
}

function failingSentence(state: SignInState, words: Words): string[] {
  const what = failuresOf(state, words)
  return what === null || state.firstFailureAt === null ? [] : [words.t('access.failing', { what, time: shortMoment(state.firstFailureAt, words) })]
}

function failuresOf({ wrongPasswords, wrongCodes }: SignInState, { t }: Words): string | null {
  const parts = [...(wrongPasswords > 0 ? [t('access.wrongPasswords', {}, wrongPasswords)] : []), ...(wrongCodes > 0 ? [t('access.wrongCodes', {}, wrongCodes)] : [])]
  const [a, b] = parts
  return a === undefined ? null : b === undefined ? a : t('access.and', { a, b })
}

/** `14:35` today, else with its day. */
export function shortMoment(instant: string, { formats, now }: Pick<Words, 'formats' | 'now'>): string {
  const today = new Date(now).toDateString() === new Date(instant).toDateString()
  return today ? formats.time(instant) : formats.moment(instant)
}
