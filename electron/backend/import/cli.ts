/** `npm run import`: the words and the exit code around `run-import.ts`. */
import { systemClock } from '#shared/kernel/clock.ts'
import { formatMoney, money } from '#shared/kernel/money.ts'
import { importCatalog, type CatalogReport } from './catalog/import-catalog.ts'
import { importPlant, type PlantReport } from './plant/import-plant.ts'
import { openForImport } from './import-store.ts'
import { ImportRefused } from './import-refused.ts'
import { describeMapping, readMappingFile } from './mapping.ts'
import { IMPORT_HELP, readOptions, type CliOptions } from './options.ts'
import { progressLine } from './progress.ts'
import { runImport, type ImportReport } from './run-import.ts'

const say = (text: string): void => void process.stderr.write(`${text}\n`)

async function main(): Promise<void> {
  const options = readOptions(process.argv.slice(2), process.env)
  if (!options) return void process.stdout.write(IMPORT_HELP)
  const started = performance.now()
  const secondsSince = () => Math.round(performance.now() - started) / 1_000
  if (options.kind === 'catalog') {
    const report = await importCatalog({ ...options, clock: systemClock, openStore: () => openForImport(options.location, options.dryRun) })
    say(describeCatalog(report))
    return end(options, 'import catalog', { ...report, seconds: secondsSince() })
  }
  if (options.kind === 'plant') {
    const report = await importPlant({ ...options, clock: systemClock, openStore: () => openForImport(options.location, options.dryRun) })
    say(describePlant(report))
    return end(options, 'import plant', { ...report, seconds: secondsSince() })
  }
  const report = await execute(options)
  const seconds = secondsSince()
  say(describe(report, seconds))
  end(options, 'import', { ...report, seconds })
}

function end({ json }: CliOptions, name: string, report: object): void {
  if (json) process.stdout.write(`${JSON.stringify({ name, ok: true, ...report })}\n`)
}

function describeCatalog({ dryRun, read, added, changed, withdrawn, unchanged }: CatalogReport): string {
  return [
    `${dryRun ? 'Dry run, nothing written. ' : ''}Read ${read} offerings: ${added} new, ${changed} changed, ${unchanged} as before.`,
    ...(withdrawn.length > 0 ? [`No longer sold, because the file has them no more (who has one keeps it): ${withdrawn.join(', ')}.`] : []),
  ].join('\n')
}

function describePlant({ dryRun, read, added, changed, removed, kept, unchanged }: PlantReport): string {
  return [
    `${dryRun ? 'Dry run, nothing written. ' : ''}Read ${read} elements: ${added} new, ${changed} changed, ${unchanged} as before; ${removed} that are not in the file any more are removed.`,
    ...(kept > 0 ? [`${kept} nodes that are not in the file stay, because customers hang at them.`] : []),
  ].join('\n')
}

async function execute(options: CliOptions): Promise<ImportReport> {
  const progress = progressLine(process.stderr)
  const mapping = options.mappingFile === null ? {} : await readMappingFile(options.mappingFile)
  try {
    return await runImport({
      ...options,
      mapping,
      clock: systemClock,
      openStore: () => openForImport(options.location, options.dryRun),
      onMapping: (made, file) => {
        say(describeMapping(made))
        const countsTenure = made.columns.some(({ destination }) => destination === 'tenureMonths')
        if (countsTenure && !made.set.asOf) say(`Tenure is counted back from ${file.modifiedOn}, the file's date; say --set asOf=DATE if it is another.`)
      },
      onProgress: progress.show,
    })
  } finally {
    progress.end()
  }
}

function describe(report: ImportReport, seconds: number): string {
  const { file, imported, rejected, unreadable } = report.totalChargesCents
  const dollars = (cents: number): string => formatMoney(money(cents), 'en-US')
  return [
    `${report.dryRun ? 'Dry run, nothing written. ' : ''}Read ${report.read} rows in ${seconds.toFixed(1)} s: imported ${report.imported}`,
    `  (${report.created} new, ${report.updated} changed, ${report.unchanged} as before), refused ${report.rejected}${report.erased > 0 ? `, ${report.erased} of them erased on their request` : ''}.`,
    `Total charges: ${dollars(file)} in the file = ${dollars(imported)} imported + ${dollars(rejected)} refused.`,
    ...(unreadable > 0 ? [`${unreadable} cells of total charges are no amount; their rows are refused.`] : []),
    ...(report.rejectsFile ? [`Refused rows, with line and reason: ${report.rejectsFile}`] : []),
  ].join('\n')
}

try {
  await main()
} catch (error) {
  const message = error instanceof Error ? error.message : String(error)
  say(`Import: ${message}`)
  // What is no refusal is our fault; then where it happened helps.
  if (!(error instanceof ImportRefused) && error instanceof Error && error.stack) say(error.stack)
  if (process.argv.includes('--json')) process.stdout.write(`${JSON.stringify({ name: 'import', ok: false, error: message, ...(error instanceof ImportRefused && error.problems ? { problems: error.problems } : {}) })}\n`)
  process.exitCode = 1
}
