/** Who takes chats, of what and how many, while it is being typed. */
import type { SetChatAgent } from '#shared/features/chat/chat-commands.schema.ts'
import type { WallAgent } from '#shared/features/chat/chat-wall.schema.ts'

/** Lists as they are typed, with commas; numbers as text. */
export type AgentForm = { queueIds: string[]; languages: string; skills: string; capacity: string; undoSeconds: string; /** Upon which it is written; 0: nobody has said so yet. */ version: number }
type Known = Pick<WallAgent, 'queueIds' | 'languages' | 'skills' | 'capacity' | 'undoSeconds' | 'version'>

export const newAgentForm = (): AgentForm => ({ queueIds: [], languages: 'en', skills: '', capacity: '3', undoSeconds: '15', version: 0 })
export const formOf = ({ queueIds, languages, skills, capacity, undoSeconds, version }: Known): AgentForm =>
  ({ queueIds: [...queueIds], languages: languages.join(', '), skills: skills.join(', '), capacity: String(capacity), undoSeconds: String(undoSeconds), version })

/** Upon another version: fields that stand as they were begun become what is there now, typed ones stay. */
export function rebased(form: AgentForm, base: Known, now: Known): AgentForm {
  const [before, after] = [formOf(base), formOf(now)]
  const same = (field: keyof AgentForm): boolean => JSON.stringify(form[field]) === JSON.stringify(before[field])
  return {
    queueIds: same('queueIds') ? after.queueIds : form.queueIds, languages: same('languages') ? after.languages : form.languages, skills: same('skills') ? after.skills : form.skills,
    capacity: same('capacity') ? after.capacity : form.capacity, undoSeconds: same('undoSeconds') ? after.undoSeconds : form.undoSeconds, version: after.version,
  }
}

const words = (text: string): string[] => [...new Set(text.split(/[,;\n]+/).map((word) => word.trim()).filter(Boolean))]
const within = (text: string, most: number): number | null => (/^\d{1,2}$/.test(text.trim()) && Number(text) <= most ? Number(text) : null)
/** As in the contract, which the window's first paint does not wait for. */
const TAG = /^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$/
export type AgentProblem = 'wrongLanguages' | 'wrongSkills' | 'wrongCapacity' | 'wrongUndo'
export type AgentProblems = Partial<Record<'languages' | 'skills' | 'capacity' | 'undoSeconds', AgentProblem>>

export function problemsOf({ languages, skills, capacity, undoSeconds }: AgentForm): AgentProblems {
  const [tags, known] = [words(languages), words(skills)]
  return {
    ...(tags.length < 1 || tags.length > 10 || !tags.every((tag) => TAG.test(tag)) ? { languages: 'wrongLanguages' as const } : {}),
    ...(known.length > 20 || known.some(({ length }) => length > 40) ? { skills: 'wrongSkills' as const } : {}),
    ...(within(capacity, 20) === null ? { capacity: 'wrongCapacity' as const } : {}),
    ...(within(undoSeconds, 15) === null ? { undoSeconds: 'wrongUndo' as const } : {}),
  }
}
/** @param form without problems */
export const commandOf = (agentId: string, { queueIds, languages, skills, capacity, undoSeconds, version }: AgentForm): Omit<SetChatAgent, 'commandId'> =>
  ({ agentId, expectedVersion: version, queueIds, languages: words(languages), skills: words(skills), capacity: Number(capacity), undoSeconds: Number(undoSeconds) })
