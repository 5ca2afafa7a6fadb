/**
 * A spreadsheet runs a cell that begins like a formula, and what stands in a refused row comes from anybody. An
 * apostrophe before it makes it text; ours are taken off again when the mended file is imported.
 */
const formula = /^'*[=+\-@\t\r]/
const guarded = /^'+[=+\-@\t\r]/

/** Cells that already look guarded get one more, so that every cell comes back as it was. */
export const guardCell = (cell: string): string => (formula.test(cell) ? `'${cell}` : cell)
export const unguardCell = (cell: string): string => (guarded.test(cell) ? cell.slice(1) : cell)
