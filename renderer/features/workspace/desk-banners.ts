/** What is wrong with this desk itself, in words; nothing when all is well. */
import type { DeskState } from '#shared/features/workspace/workspace.schema.ts'
import type { MessageKey } from '../../app/i18n.ts'

export type Banner = { id: string; tone: 'look' | 'stop'; text: MessageKey; named?: Record<string, string | number>; plural?: number }

const problemTexts = {
  replacedDamaged: 'cache.replacedDamaged',
  replacedWrongKey: 'cache.replacedWrongKey',
  diskFull: 'cache.diskFull',
} as const

type Problem = keyof typeof problemTexts
/** The file that was put aside goes whole when a customer is erased. */
const textOf = (problem: Problem, setAside: string | null): MessageKey => (problem !== 'diskFull' && setAside === null ? 'cache.replacedErased' : problemTexts[problem])

export function cacheBanners(cache: DeskState['cache']): Banner[] {
  const banners: Banner[] = []
  if (cache.protection === 'none') banners.push({ id: 'memory', tone: 'look', text: 'cache.memoryOnly' })
  if (cache.problem) {
    const tone = cache.problem === 'diskFull' ? 'stop' : 'look'
    banners.push({ id: cache.problem, tone, text: textOf(cache.problem, cache.setAside), named: { file: cache.setAside ?? '' } })
  }
  return banners
}
