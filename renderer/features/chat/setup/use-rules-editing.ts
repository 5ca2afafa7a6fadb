/** Rules while they are edited: the draft of this desk, or those in force where nothing is typed. */
import { computed, ref, type ComputedRef } from 'vue'
import type { ChatSetup } from '#shared/features/chat/chat-setup.schema.ts'
import { checkRules, type RuleFault } from '#shared/features/chat/check-rules.ts'
import { isAppError } from '#shared/kernel/app-error.ts'
import { bridge } from '../../../app/bridge/client.ts'
import { useAttempt } from '../../../app/use-attempt.ts'
import { differenceOf, keyed, moved, newRule, plain, sameRules, useRulesDraft, type DraftRule, type RulesDifference, type RulesDraft } from './rules-draft.ts'

export type Meanwhile = { who: string | null; version: number; at: string; upon: number; did: RulesDifference | null }

export function useRulesEditing(setup: ComputedRef<ChatSetup>, published: () => void) {
  const draft = useRulesDraft()
  const { busy, error, attempt } = useAttempt()
  const ready = ref(false)
  void draft.ready.then(() => (ready.value = true))
  const version = computed(() => setup.value.published?.version ?? 0)
  const inForce = computed(() => setup.value.published?.rules ?? [])
  const shown = computed<DraftRule[]>((before) => {
    const typed = draft.value.value.rules
    if (typed) return typed
    // The same keys while they are the same rules: what is on screen is not made anew each time that the page refreshes itself.
    return before && sameRules(before, inForce.value) ? before : keyed(inForce.value)
  })
  const isTyped = computed(() => draft.value.value.rules !== null && !sameRules(plain(draft.value.value.rules), inForce.value))
  const faults = computed<RuleFault[]>(() => checkRules(shown.value, setup.value.queues))
  /** What came before the last thing that was done, to be brought back. */
  const undone = ref<RulesDraft | null>(null)
  const keepForUndo = (): void => void (undone.value = { ...draft.value.value })

  function put(rules: DraftRule[]): void {
    const upon = draft.value.value.rules === null ? version.value : draft.value.value.upon
    draft.value.value = { upon, rules }
  }
  function change(key: string, part: Partial<DraftRule>): void {
    // What is typed behind it is not lost by undoing what was before.
    undone.value = null
    put(shown.value.map((rule) => (rule.key === key ? { ...rule, ...part } : rule)))
  }
  function remove(key: string): void {
    keepForUndo()
    put(shown.value.filter((rule) => rule.key !== key))
  }
  /** @returns its key. Before the last, where that takes everybody. */
  function add(name: string): string {
    undone.value = null
    const rule = newRule(name)
    const last = shown.value.at(-1)
    const all = last && last.topics.length + last.languages.length + last.reasons.length === 0
    put(all ? shown.value.toSpliced(-1, 0, rule) : [...shown.value, rule])
    return rule.key
  }
  /** @returns false where it stays */
  function move(from: number, to: number): boolean {
    if (to < 0 || to >= shown.value.length || from === to) return false
    keepForUndo()
    put(moved(shown.value, from, to))
    return true
  }
  function undo(): void {
    if (undone.value) draft.value.value = undone.value
    undone.value = null
  }
  function discard(): void {
    keepForUndo()
    draft.clear()
  }

  const meanwhile = ref<Meanwhile | null>(null)
  const isStale = computed(() => isTyped.value && draft.value.value.upon !== version.value)
  /** Reads what they did since this was begun. */
  async function lookAtMeanwhile(): Promise<void> {
    const now = setup.value.published
    const { upon } = draft.value.value
    if (!now || !isStale.value) return void (meanwhile.value = null)
    if (meanwhile.value?.version === now.version && meanwhile.value.upon === upon) return
    meanwhile.value = { who: now.publishedBy, version: now.version, at: now.publishedAt, upon, did: null }
    const before = upon === 0 ? [] : await bridge.chat.rulesOf({ version: upon }).then(({ rules }) => rules, () => null)
    if (before && meanwhile.value.upon === upon) meanwhile.value = { ...meanwhile.value, did: differenceOf(before, now.rules) }
  }
  /** The draft stays as it is, upon what is in force now. */
  function standUpon(): void {
    draft.value.value = { ...draft.value.value, upon: version.value }
    meanwhile.value = null
  }
  /** @returns the version that is in force then; null: it was refused */
  async function publish(): Promise<number | null> {
    const { upon, rules } = draft.value.value
    if (busy.value || !rules || faults.value.length > 0) return null
    if (!(await attempt(() => bridge.chat.publishRules({ expectedVersion: upon, rules: plain(rules) })))) {
      if (isAppError(error.value, 'conflict')) error.value = null
      published()
      return null
    }
    draft.clear()
    undone.value = null
    published()
    return upon + 1
  }
  /** @returns false where it could not be read */
  async function bring(of: number): Promise<boolean> {
    return attempt(async () => {
      const { rules } = await bridge.chat.rulesOf({ version: of })
      keepForUndo()
      draft.value.value = { upon: version.value, rules: keyed(rules) }
    })
  }
  return { draft, ready, busy, error, shown, isTyped, faults, undone, version, inForce, change, remove, add, move, undo, discard, meanwhile, isStale, lookAtMeanwhile, standUpon, publish, bring }
}
export type RulesEditing = ReturnType<typeof useRulesEditing>
