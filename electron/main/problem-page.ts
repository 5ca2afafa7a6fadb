/** The page that stands where the desk would be when it cannot open. No script: its one link closes the program. */
import { APP_URL } from './pages.ts'
import { words, type Language, type ProblemKind } from './words.ts'

export type Problem = { kind: ProblemKind; /** For an engineer; no personal data, no keys. */ detail: string }

/** Leads nowhere: main hears of the click and quits. */
export const CLOSE_URL = `${APP_URL}close`

const STYLE = `
  :root { color-scheme: light dark; font: 15px/1.5 system-ui, sans-serif }
  body { max-width: 34rem; margin: 18vh auto 0; padding: 0 1.5rem }
  h1 { font-size: 20px; line-height: 1.35 }
  small { display: block; margin-top: 2rem; opacity: .75; overflow-wrap: anywhere }
  a { display: inline-block; margin-top: 1rem; padding: .4rem 1rem; border: 1px solid; border-radius: 4px; color: inherit; text-decoration: none }`

export function problemPage(problem: Problem, language: Language): string {
  const { problems, close, forAdministrator } = words[language]
  const { happened, kept, next } = problems[problem.kind]
  return `<!doctype html><html lang="${language}"><head><meta charset="utf-8"><title>Headend</title><style>${STYLE}</style></head>
<body><main role="alert"><h1>${escape(happened)}</h1><p>${escape(kept)}</p><p>${escape(next)}</p></main>
<a href="${CLOSE_URL}">${escape(close)}</a>
${problem.detail ? `<small>${escape(forAdministrator)} ${escape(problem.detail)}</small>` : ''}</body></html>`
}

/** The same for a terminal. */
export function problemText(problem: Problem, language: Language): string {
  const { happened, kept, next } = words[language].problems[problem.kind]
  return [happened, kept, next, problem.detail].filter(Boolean).join('\n')
}

function escape(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`)
}
