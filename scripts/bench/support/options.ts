/** `--customers=N` makes a measurement smaller for a quick look; the bounds hold for the usual million. */
export function customersWanted(usual = 1_000_000): number {
  const given = process.argv.find((argument) => argument.startsWith('--customers='))
  return given ? Number(given.slice('--customers='.length)) : usual
}
