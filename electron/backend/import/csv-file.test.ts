import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { csvRows, openCsv, type CsvRow, type Encoding } from './csv-file.ts'
import { ImportRefused } from './import-refused.ts'

let folder = ''
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), 'headend-csv-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

let counter = 0
async function read(content: string | Uint8Array, encoding: Encoding | null = null): Promise<{ headers: string[]; rows: CsvRow[] }> {
  const file = path.join(folder, `${(counter += 1)}.csv`)
  await writeFile(file, content)
  const csv = await openCsv(file, encoding)
  const rows: CsvRow[] = []
  for await (const row of csvRows(csv)) rows.push(row)
  return { headers: csv.headers, rows }
}
const refusal = (content: string | Uint8Array) => expect(read(content)).rejects

describe('what operators send is read', () => {
  test('byte order mark, CR LF, stray blanks, quotes, line breaks in quotes: the line is where the row begins', async () => {
    const { headers, rows } = await read('\uFEFF Account ,Name, Note\r\n 1 , "O\'Neil, K." ,"two\r\nlines"\r\n\r\n2,"says ""hi""",  \r\n3,5" pipe,x')
    expect(headers).toEqual(['Account', 'Name', 'Note'])
    expect(rows).toEqual([
      { line: 2, cells: ['1', `O'Neil, K.`, 'two\r\nlines'] },
      { line: 5, cells: ['2', 'says "hi"', ''] },
      { line: 6, cells: ['3', '5" pipe', 'x'] },
    ])
  })

  test.each([[';'], ['\t'], ['|']])('delimiter %j is found', async (delimiter) => {
    const { headers, rows } = await read(`a${delimiter}"b,c"\n1${delimiter}2`)
    expect([headers, rows[0]?.cells]).toEqual([['a', 'b,c'], ['1', '2']])
  })

  test('UTF-16 by its mark, and Windows-1252 when told', async () => {
    expect((await read(Buffer.from('\uFEFFa,b\n1,Peña', 'utf16le'))).rows[0]?.cells).toEqual(['1', 'Peña'])
    expect((await read(Buffer.from('a,b\n1,Pe\xf1a', 'latin1'), 'windows-1252')).rows[0]?.cells).toEqual(['1', 'Peña'])
  })

  test('ragged rows come as they are, blank headers get a name', async () => {
    const { headers, rows } = await read('a,,c\n1\n1,2,3,4\n')
    expect(headers).toEqual(['a', 'Column 2', 'c'])
    expect(rows.map(({ cells }) => cells.length)).toEqual([1, 4])
  })

  test('a header alone is a file without rows', async () => {
    expect((await read('a,b\n')).rows).toEqual([])
  })
})

describe('what is no CSV is refused with the reason', () => {
  test('empty, missing, folder, binary', async () => {
    await refusal('').toThrow('is empty')
    await refusal('\n\n').toThrow('no header line')
    await expect(openCsv(path.join(folder, 'none.csv'), null)).rejects.toThrow('does not exist')
    await expect(openCsv(folder, null)).rejects.toThrow('is not a file')
    await refusal(new Uint8Array([80, 75, 3, 4, 0, 0, 8])).toThrow('not a text file')
  })

  test('another encoding, with its line and the way out', async () => {
    await refusal(Buffer.from('a,b\n1,x\n2,Pe\xf1a\n', 'latin1')).toThrow(/Line 3 is not UTF-8.*--encoding windows-1252/)
  })

  test('one header twice, and a quote that never ends', async () => {
    await refusal('Phone,City,phone\n').toThrow('names "phone" twice, in columns 1 and 3')
    await refusal('a,b\n1,2\n3,"4\n5,6\n').toThrow(/near line 3 and never closed/)
    await refusal(`a,b\n1,"${'x,y\n'.repeat(300_000)}`).toThrow(ImportRefused)
  })
})

test('a file larger than the memory that reading it takes', async () => {
  const row = `${'x'.repeat(200)},1\n`
  const file = path.join(folder, 'large.csv')
  await writeFile(file, `a,b\n${row.repeat(250_000)}`)
  const csv = await openCsv(file, null)
  let rows = 0
  let most = 0
  const before = process.memoryUsage.rss()
  for await (const { cells } of csvRows(csv)) {
    rows += cells.length / 2
    if (rows % 5_000 === 0) most = Math.max(most, process.memoryUsage.rss() - before)
  }
  expect(rows).toBe(250_000)
  // 50 MB are read; without back pressure the parsed rows alone would take ten times that.
  expect(most).toBeLessThan(400e6)
})
