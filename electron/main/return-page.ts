/** What the browser shows when somebody is through there: no script, nothing of who it was. */
import { words, type Language } from './words.ts'

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
  h1 { font-size: 20px; line-height: 1.35 }`

/** @param known it is what Headend waits for; it says nothing of whether that lets anybody in */
export function returnPage(known: boolean, language: Language): string {
  const { heading, text } = words[language].returned[known ? 'done' : 'unknown']
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Headend</title><style>${STYLE}</style></head>
<body><main><h1>${heading}</h1><p>${text}</p></main></body></html>`
}
