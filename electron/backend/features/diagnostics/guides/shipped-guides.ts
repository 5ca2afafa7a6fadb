/// <reference types="vite/types/importMeta.d.ts" />
/** The guides that come with the program, as files; put into it when it is built. */

/** Each as YAML, in the order of their names. */
export const shippedGuides = (): string[] => Object.values(import.meta.glob<string>('./*.yaml', { query: '?raw', import: 'default', eager: true }))
