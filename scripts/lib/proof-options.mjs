// What a proof or a measurement can be told on its command line, read from its own text: nothing of it is run, and no copy of it grows old.

/** @typedef {{ name: string, usual: string | null }} ProofOption `usual`: null where it follows from another */
/** @typedef {{ about: string, options: ProofOption[] }} Proof */

/** All of them have these (`report.ts`). */
const OF_ALL = [['--seed=N', 'repeats an earlier run; without it the seed is fresh, and printed'], ['--json', 'one JSON object as the last line of stdout'], ['--help', 'this']]

/**
 * @param {string} source of scripts/verify/NAME.ts or scripts/bench/NAME.ts
 * @returns {Proof}
 */
export function readProof(source) {
  const about = (/^\/\*\*([\s\S]*?)\*\//.exec(source)?.[1] ?? '').replace(/^\s*\* ?/gm, '').trim()
  const options = [...source.matchAll(/\bwanted\('([a-z-]+)', (?:([\d_]+)\))?/g)].map(([, name = '', usual]) => ({ name, usual: usual?.replaceAll('_', '') ?? null }))
  return { about, options }
}

/**
 * @param {string} command `bench chat`
 * @param {Proof} proof
 */
export function helpText(command, { about, options }) {
  const own = options.map(({ name, usual }) => [`--${name}=N`, usual === null ? 'follows from the others' : `${usual}, for which the bounds are meant`])
  const lines = [...own, ...OF_ALL]
  const width = Math.max(...lines.map(([option = '']) => option.length))
  return [`npm run ${command.replace(' ', ' -- ')} [options]`, '', about, '', ...lines.map(([option = '', words = '']) => `  ${option.padEnd(width)}   ${words}`)].join('\n')
}

/**
 * A slip would run the whole of it, for an hour, and measure something else.
 * @param {string[]} args
 * @param {ProofOption[]} options
 * @throws {Error} for an option that there is not, or that is no number
 */
export function checkOptions(args, options) {
  for (const arg of args.filter((each) => each !== '--json')) {
    const [name, value] = arg.replace(/^--/, '').split('=')
    if (!arg.startsWith('--') || ![...options.map((each) => each.name), 'seed'].includes(name ?? '')) throw new Error(`There is no option ${arg}; --help says which there are.`)
    if (!/^\d+(\.\d+)?$/.test(value ?? '')) throw new Error(`--${name} wants a number: --${name}=N`)
  }
}
