import { app } from 'electron'

/** The language that the person chose in the operating system, BCP 47. */
export const systemLanguage = (): string => app.getPreferredSystemLanguages()[0] ?? app.getLocale()
