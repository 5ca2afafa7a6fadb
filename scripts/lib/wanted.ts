/** `--operations=N` of the command line, which makes a run smaller for a quick look. @returns the usual size where it is not said */
export function wanted(name: string, usual: number): number {
  const given = process.argv.find((argument) => argument.startsWith(`--${name}=`))
  return given ? Number(given.slice(name.length + 3)) : usual
}
