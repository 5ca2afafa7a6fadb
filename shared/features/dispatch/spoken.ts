/** Whether a technician speaks what somebody needs. */
const base = (language: string): string => language.split('-')[0] as string

/** `es` is spoken by who speaks `es-MX`, and the other way round. @param language null where it does not matter */
export const speaksIt = (languages: readonly string[], language: string | null): boolean => language === null || languages.some((spoken) => base(spoken) === base(language))
/** By which a planner, who knows skills alone, keeps them apart. */
export const languageSkill = (language: string): string => `language ${base(language)}`
