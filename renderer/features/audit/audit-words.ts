/** An entry in words. What nobody has written words for, such as of a newer server, stands as its code. */
import { useI18n } from 'vue-i18n'
import type { AuditEntry } from '#shared/features/audit/audit.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'
import { useText } from '../../app/use-text.ts'

export function useAuditWords() {
  const { te } = useI18n()
  const { t } = useText()
  const known = (key: string, otherwise: string): string => (te(key) || te(key, 'en') ? t(key as MessageKey) : otherwise)
  const what = (action: string): string => known(`auditAction.${action}`, action)
  const who = ({ agent }: AuditEntry): string => (agent ? (agent.displayName ?? t('audit.unknownAgent')) : t('audit.program'))
  return {
    what,
    who,
    feature: (name: string): string => known(`auditFeature.${name}`, name),
    whom: ({ customer }: AuditEntry): string => (customer ? (customer.name ?? t('audit.erased')) : t('audit.nobody')),
    why: (errorCode: string | null): string => (errorCode ? known(`audit.refusedBecause.${errorCode}`, errorCode) : ''),
    sentence: (entry: AuditEntry): string => t('audit.sentence', { who: who(entry), what: what(entry.action) }),
  }
}
