/** The one place where an error becomes words: what happened, what was kept, what to do next. */
import type { ErrorCode, ErrorData, SerializedError } from '#shared/kernel/errors.ts'
import { AppError, assertNever } from '#shared/kernel/app-error.ts'
import { RESTARTED } from './bridge/switchable-link.ts'
import type { MessageKey } from './i18n.ts'
import type { Translate } from './use-text.ts'

type Coded = { [C in ErrorCode]: { code: C; data: ErrorData<C> } }[ErrorCode]

/** Words for anything that was thrown. */
export function errorText(error: unknown, t: Translate): string {
  return error instanceof AppError ? codedText({ code: error.code, data: error.data } as Coded, t) : t('error.internal')
}

/** Words for an error that lies in the outbox. */
export const storedErrorText = (error: SerializedError, t: Translate): string =>
  codedText({ code: error.code, data: error.data } as unknown as Coded, t)

function codedText(error: Coded, t: Translate): string {
  switch (error.code) {
    case 'offline': return t('error.offline')
    case 'validation': return validationText(error.data.issues, t)
    case 'unauthenticated': return t(`error.unauthenticated.${error.data.reason}`)
    case 'forbidden': return t('error.forbidden')
    case 'stepUpRequired': return t('error.stepUpRequired')
    case 'singleSignOn': return t(`error.singleSignOn.${error.data.reason}`)
    case 'verificationRequired': return t('error.verificationRequired')
    case 'limitExceeded': return t(error.data.unit === 'disk' ? 'error.diskFull' : 'error.limitExceeded')
    case 'conflict': return error.data.changedBy ? t('error.conflict', { who: error.data.changedBy }) : t('error.conflictUnknown')
    case 'notFound': return t('error.notFound')
    case 'incompatible': return t('error.incompatible')
    case 'internal': return internalText(error.data, t)
    default: return assertNever(error)
  }
}

function internalText(data: ErrorData<'internal'>, t: Translate): string {
  if (data.detail === RESTARTED) return t('error.restarted')
  return data.reference ? t('error.internalReference', { reference: data.reference }) : t('error.internal')
}

/** What a schema says of one field, by the message of its issue. */
const issueTexts: Record<string, MessageKey> = {
  phone: 'field.phoneWrong',
  controlCharacters: 'field.controlCharacters',
  alreadySent: 'outbox.alreadySent',
  paperless: 'field.lastEmail',
  erased: 'privacy.gone',
}
export const issueText = (message: string, t: Translate): string => t(issueTexts[message] ?? 'field.wrong')

function validationText(issues: { message: string }[], t: Translate): string {
  const known = issues.map((issue) => issue.message).find((message) => message in issueTexts)
  return known ? issueText(known, t) : t('error.validation')
}
