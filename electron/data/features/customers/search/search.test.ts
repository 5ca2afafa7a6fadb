import Database from 'better-sqlite3'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Customer } from '#shared/features/customers/customers.schema.ts'
import { customer, random } from '../../../../../tests/support/customer-book.ts'
import { expected } from '../../../../../tests/support/search-reference.ts'
import { ensureStreamTables, removeRows, upsertRows } from '../../../database/stream-tables.ts'
import type { WritableDb } from '../../../database/statements.ts'
import { clearSearchIndex, createSearchTables, flushSearchIndex, indexCustomers, forgetRows } from './index-customers.ts'
import { forgetMemory } from './memory.ts'
import { FORGIVE_BELOW, search, SURELY_EXACT, type SearchAnswer } from './search.ts'
import { compact } from './words.ts'

const seed = Number(process.env['SEED'] ?? 20261123)
const now = () => performance.now()
const allHits = (answer: SearchAnswer) => [...answer.exact, ...answer.people, ...answer.places]
const find = (db: WritableDb, text: string, limit = 20) => search(db, text, { limit, now, budget: Infinity })
const names = (db: WritableDb, text: string) => allHits(find(db, text)).map((hit) => hit.name)

function openBook(customers: readonly Customer[] = []): WritableDb {
  const db = new Database(':memory:') as unknown as WritableDb
  ensureStreamTables(db)
  createSearchTables(db)
  add(db, customers)
  return db
}

function add(db: WritableDb, customers: readonly Customer[]): void {
  db.transaction(() => {
    upsertRows(db, 'customer', customers)
    indexCustomers(db, customers)
  })()
}

const someone = (() => {
  const rand = random(7)
  let serial = 0
  return (fields: Partial<Customer>): Customer => ({
    ...customer(rand, 900_000 + serial++),
    kind: 'residential', status: 'active', givenName: 'Zed', familyName: 'Quux', organizationName: null,
    houseNumber: '1', street: 'Nowhere Way', unit: null, city: 'Elsewhere', stateOrProvince: 'PA', postalCode: '18000',
    phones: [], emails: [], equipmentIds: [], accountNumber: `99-${String(serial).padStart(6, '0')}`,
    ...fields,
  })
})()

const oneil = someone({ givenName: 'Kathleen', familyName: "O'Neil", phones: ['+19145550123'], accountNumber: '07810-449-2210-7' })
const jose = someone({ givenName: 'José', familyName: 'García-Márquez', emails: ['jose.gm82@optonline.net'] })
const smith = someone({ givenName: 'Bob', familyName: 'Smith', houseNumber: '120-15', street: 'Main Street', unit: 'Apt 3B', city: 'Brooklyn', stateOrProvince: 'NY', postalCode: '11201' })
const ana = someone({ givenName: 'Ana', familyName: 'Rivera', phones: ['+19145554492'], postalCode: '10701', city: 'Yonkers', equipmentIds: ['001A2B3C4D5E', 'ARR-778812'] })
const cruz = someone({ givenName: 'Inés', familyName: 'De La Cruz', street: 'St James Pl', houseNumber: '14', unit: '#2C', city: 'St. Albans' })
const few = [oneil, jose, smith, ana, cruz, someone({}), someone({})]

describe('the beginning of an answer', () => {
  const named = Array.from({ length: 30 }, () => someone({ familyName: 'Brook' }))
  const living = Array.from({ length: 10 }, () => someone({ street: 'Brook Rd' }))
  const counts = (book: readonly Customer[], forPlaces?: number) => {
    const answer = search(openBook(book), 'brook', { limit: 19, ...(forPlaces === undefined ? {} : { forPlaces }), now, budget: Infinity })
    return { people: answer.people.length, places: answer.places.length, more: answer.more }
  }
  it('keeps no row for places that come later in the whole answer', () => {
    expect(counts([...named, ...living], 0)).toEqual({ people: 19, places: 0, more: true })
    expect(counts([...named, ...living])).toEqual({ people: 15, places: 4, more: true })
  })
  it('has the places where people leave room, and knows whether anybody is left out', () => {
    expect(counts([...named.slice(0, 9), ...living], 0)).toEqual({ people: 9, places: 10, more: false })
    expect(counts([...named.slice(0, 19), ...living], 0)).toEqual({ people: 19, places: 0, more: true })
  })
})

describe('finds the one who is meant', () => {
  it.each([
    ['smi bro main', smith], ['main smith', smith], ['120-15 main', smith], ['12015', smith], ['apt 3b', smith], ['smith main st', smith],
    ['calle main', smith], ['main stre', smith], ['11201', smith], ['smtih', smith], ['smiht brooklyn', smith], ['brokl smith', smith],
    ['oneil', oneil], ["o'neil", oneil], ['o’neil', oneil], ['neil kath', oneil], ['07810-449-2210-7', oneil], ['07810 449 22', oneil], ['0781044', oneil],
    ['2210-7', oneil], ['(914) 555-0123', oneil], ['914.555.0123', oneil], ['+1 914 555 0123', oneil], ['5550123', oneil], ['0123', oneil], ['kath 0123', oneil],
    ['jose', jose], ['garcia marquez', jose], ['garciamarquez', jose], ['García-Már', jose], ['marquez, jose', jose], ['jose.gm82@opt', jose], ['@optonline', jose],
    ['rivera 10701', ana], ['ana 4492', ana], ['00:1a:2b:3c:4d:5e', ana], ['001a.2b3c.4d5e', ana], ['4d5e', ana], ['3c4d5e', ana], ['arr778', ana], ['riverra', ana],
    ['ines', cruz], ['delacruz', cruz], ['de la cruz', cruz], ['saint james', cruz], ['st james place', cruz], ['apt 2c', cruz], ['saint albans', cruz],
  ])('%s', (text, meant) => {
    expect(allHits(find(openBook(few), text))[0]?.customerId).toBe(meant.id)
  })

  it('finds nobody for what nobody has', () => {
    for (const text of ['', '   ', '""', 'xyzzy', '000000', 'smith yonkers', 'smxxh', '99:99:99']) expect(names(openBook(few), text)).toEqual([])
  })

  it('puts a whole identifier first and alone, and says what was found', () => {
    const db = openBook(few)
    expect(find(db, '9145550123')).toMatchObject({ exact: [{ customerId: oneil.id, matchedField: 'phone', matchedValue: '+19145550123', phoneLast4: '0123' }], people: [], places: [], more: false })
    expect(find(db, '001A2B3C4D5E').exact[0]).toMatchObject({ matchedField: 'equipment', matchedValue: '001A2B3C4D5E' })
    expect(find(db, 'jose.gm82@optonline.net').exact[0]).toMatchObject({ matchedField: 'email' })
  })

  it('marks what matched as it is written in the row', () => {
    const db = openBook(few)
    expect(find(db, 'jose').people[0]?.marks).toEqual(['josé'])
    expect(find(db, 'oneil').people[0]?.marks).toEqual(["o'neil"])
    expect(find(db, '0781044').people[0]?.marks).toEqual(['07810-44'])
    expect(find(db, 'calle main').places[0]?.marks).toEqual(['street', 'main'])
    expect(find(db, 'smtih').people[0]?.marks).toEqual(['smith'])
    expect(find(db, 'kath 0123').people[0]?.marks).toEqual(['kath', '0123'])
  })
})

describe('a whole number is told from a part by its length', () => {
  const short = someone({ accountNumber: '01-23' })
  const exact = (db: WritableDb) => find(db, '0123').exact.map((hit) => hit.customerId)
  const restart = (db: WritableDb) => {
    forgetMemory(db)
    return db
  }
  const written = () => {
    const db = openBook([...few, short])
    db.transaction(() => flushSearchIndex(db))()
    return db
  }

  it('in memory, on the disk, and after a clearing', () => {
    const db = openBook([...few, short])
    expect([exact(db), names(db, '0123')]).toEqual([[short.id], ['Zed Quux', "Kathleen O'Neil"]])
    expect(exact(restart(db))).toEqual([short.id])
    expect(exact(restart(written()))).toEqual([short.id])
    db.transaction(() => {
      db.exec('delete from customer')
      clearSearchIndex(db)
    })()
    add(db, [short])
    expect(exact(db)).toEqual([short.id])
  })

  it('when a customer of another length comes later', () => {
    const db = openBook(few)
    expect(exact(db)).toEqual([])
    db.transaction(() => flushSearchIndex(db))()
    add(db, [short])
    expect(exact(db)).toEqual([short.id])
  })

  it('and any length is possible in a file of before lengths were kept', () => {
    const db = written()
    db.exec('drop table searchLength')
    expect(createSearchTables(db)).toBe(false)
    expect(exact(restart(db))).toEqual([short.id])
  })

  it('which this notices: without its length nobody is asked', () => {
    const db = written()
    db.exec('delete from searchLength where length = 4')
    expect(exact(restart(db))).toEqual([])
  })
})

describe('order', () => {
  it('puts whole names before begun ones, names before addresses, customers before those who were', () => {
    const closed = someone({ givenName: 'Amy', familyName: 'Park', status: 'closed' })
    const begun = someone({ givenName: 'Amy', familyName: 'Parker' })
    const whole = someone({ givenName: 'Bea', familyName: 'Park' })
    const street = someone({ givenName: 'Cal', familyName: 'Xu', street: 'Park Ave' })
    const answer = find(openBook([street, begun, closed, whole]), 'park')
    expect(answer.people.map((hit) => hit.customerId)).toEqual([whole.id, closed.id, begun.id])
    expect(answer.places.map((hit) => hit.customerId)).toEqual([street.id])
    expect(answer.fuzzy).toBe(false)
  })

  it('leaves a quarter of the rows to places and says that there are more', () => {
    const people = Array.from({ length: 30 }, () => someone({ familyName: 'York' }))
    const places = Array.from({ length: 30 }, () => someone({ city: 'York' }))
    const answer = find(openBook([...places, ...people]), 'york', 20)
    expect([answer.people.length, answer.places.length, answer.more]).toEqual([15, 5, true])
  })

  it('says when a slip was forgiven, and forgives none beside who answers as typed', () => {
    const lopes = someone({ familyName: 'Lopes' })
    const lopez = someone({ familyName: 'Lopez' })
    const typed = find(openBook([lopez, lopes]), 'lopes')
    expect([typed.people.map((hit) => hit.customerId), typed.fuzzy]).toEqual([[lopes.id], false])
    const slip = find(openBook([lopez]), 'lopes')
    expect([slip.people.map((hit) => hit.customerId), slip.fuzzy]).toEqual([[lopez.id], true])
  })
})

describe('stays in step with the customer table', () => {
  it('follows a change and a removal, in memory and on the disk', () => {
    for (const flush of [false, true]) {
      const db = openBook(few)
      if (flush) db.transaction(() => flushSearchIndex(db))()
      add(db, [{ ...ana, version: 2, familyName: 'Ortega' }])
      expect([names(db, 'rivera'), names(db, 'ortega')]).toEqual([[], ['Ana Ortega']])
      forgetRows(db)
      removeRows(db, 'customer', [ana.id])
      expect(names(db, 'ortega')).toEqual([])
    }
  })

  it('knows again after a restart what was not written yet', () => {
    const db = openBook(few)
    db.transaction(() => flushSearchIndex(db))()
    add(db, [{ ...ana, version: 2, familyName: 'Ortega' }, someone({ familyName: 'Newcomer' })])
    forgetMemory(db)
    expect([names(db, 'ortega'), names(db, 'newcomer'), names(db, 'oneil')]).toEqual([['Ana Ortega'], ['Zed Newcomer'], ["Kathleen O'Neil"]])
  })

  it('forgets with a rollback, and finds what comes after it', () => {
    const db = openBook(few)
    const late = someone({ familyName: 'Featherstonehaugh' })
    expect(() => db.transaction(() => {
      upsertRows(db, 'customer', [late])
      indexCustomers(db, [late])
      throw new Error('disk full')
    })()).toThrow('disk full')
    expect(names(db, 'featherstone')).toEqual([])
    add(db, [late])
    expect([names(db, 'featherstone'), names(db, 'fetherstone'), names(db, 'oneil')]).toEqual([['Zed Featherstonehaugh'], ['Zed Featherstonehaugh'], ["Kathleen O'Neil"]])
  })

  it('is empty after a clearing', () => {
    const db = openBook(few)
    db.transaction(() => {
      db.exec('delete from customer')
      clearSearchIndex(db)
    })()
    expect(names(db, 'oneil')).toEqual([])
    add(db, few)
    expect(names(db, 'oneil')).toEqual(["Kathleen O'Neil"])
  })

  it('drops an index of another format, and says that the customers must come again', () => {
    const db = openBook(few)
    expect(createSearchTables(db)).toBe(false)
    db.exec('update searchState set format = 0')
    expect(createSearchTables(db)).toBe(true)
    expect(db.prepare('select count(*) from searchSegment').pluck().get()).toBe(0)
  })

  it('passes from chunk to chunk, with restarts, changes and merges, and loses nobody', () => {
    const rand = random(3)
    const rows = Array.from({ length: 3_000 }, (_, at) => customer(rand, at))
    const db = openBook()
    // Rowids that straddle the ends of chunks, so that three of them fill without 200,000 customers.
    db.exec(`create trigger spread after insert on customer begin update customer set rowid = new.rowid + 64036 where rowid = new.rowid and new.rowid % 65536 = 1000; end`)
    for (let at = 0; at < rows.length; at += 250) {
      add(db, rows.slice(at, at + 250))
      if (at % 1_000 === 0) forgetMemory(db)
    }
    for (let at = 0; at < 2_400; at += 120) add(db, rows.slice(at, at + 120).map((row) => ({ ...row, version: 2, city: 'Ninevehtown' })))
    expect(db.prepare('select count(distinct chunk) from searchSegment').pluck().get()).toBeGreaterThan(1)
    for (const row of rows.filter((_, at) => at % 40 === 0)) expect(find(db, row.accountNumber).exact.map((hit) => hit.customerId)).toEqual([row.id])
    const there = rows.slice(0, 2_400).filter((_, at) => at % 97 === 0)
    for (const row of there) expect(allHits(find(db, `ninevehtown ${compact(row.accountNumber)}`)).map((hit) => hit.customerId)).toEqual([row.id])
  })
})

describe('against the reference', () => {
  const pieces = ['st', 'ave', 'apt', 'new york', 'saint', 'calle', '914', '555', '(914) 555', '+1', "o'", 'de la', '@gmail', '001a', ':', '-', 'a', 'b', 'ma', '11', 'east', '5th']
  const fieldsOf = (row: Customer): string[] =>
    [row.givenName, row.familyName, row.organizationName, row.houseNumber, row.street, row.unit, row.city, row.postalCode, row.accountNumber, ...row.phones, ...row.emails, ...row.equipmentIds].filter((text) => text !== null)

  /** Parts of what is in the book, begun, cut, misspelt and mixed. */
  const typedFrom = (book: readonly Customer[]) => {
    const part = fc.tuple(fc.constantFrom(...book), fc.nat(), fc.nat(), fc.nat(12), fc.nat(9)).map(([row, field, from, length, slip]) => {
      const fields = fieldsOf(row)
      const text = fields[field % fields.length] ?? ''
      const start = slip < 6 ? 0 : from % (text.length + 1)
      const cut = text.slice(start, start + 2 + length)
      if (slip === 1) return cut.slice(0, 2) + cut.slice(3)
      if (slip === 2) return cut.slice(0, 1) + cut.charAt(2) + cut.charAt(1) + cut.slice(3)
      return slip === 3 ? `${cut.slice(0, 3)}e${cut.slice(3)}` : cut
    })
    const piece = fc.oneof({ weight: 5, arbitrary: part }, { weight: 1, arbitrary: fc.constantFrom(...pieces) })
    return fc.array(piece, { minLength: 1, maxLength: 3 }).map((parts) => parts.join(' '))
  }

  /** Rowids that pass to the next chunk after every so many customers, so that one book lies in several. */
  const spread = (db: WritableDb, every: number) =>
    db.exec(`create trigger spread after insert on customer begin update customer set rowid = new.rowid + ${65_536 - every} where rowid = new.rowid and new.rowid % 65536 = ${every}; end`)

  it.each([
    { size: 30, written: false, every: 30, limit: 50 },
    { size: 150, written: true, every: 150, limit: 50 },
    { size: 150, written: true, every: 40, limit: 50 },
    { size: 90, written: false, every: 20, limit: 6 },
    { size: 90, written: true, every: 20, limit: 6 },
  ])('$size customers, written $written, a chunk for every $every, the first $limit', ({ size, written, every, limit }) => {
    const rand = random(seed + size)
    const book = Array.from({ length: size }, (_, at) => customer(rand, at))
    const db = openBook()
    spread(db, every)
    add(db, book)
    if (written) db.transaction(() => flushSearchIndex(db))()
    fc.assert(
      fc.property(typedFrom(book), (text) => {
        const answer = find(db, text, limit)
        const { exact, strict, forgiven } = expected(book, text)
        const found = allHits(answer).map((hit) => hit.customerId)
        const alone = exact.size > 0 && compact(text).length >= SURELY_EXACT
        const direct = new Set([...exact, ...(alone ? [] : strict)])
        const right = !alone && direct.size < FORGIVE_BELOW ? new Set([...direct, ...forgiven]) : direct
        expect(new Set(found).size, 'each once').toBe(found.length)
        expect(new Set(answer.exact.map((hit) => hit.customerId)), 'exact').toEqual(exact.size <= limit ? exact : expect.anything())
        expect(found.filter((id) => !right.has(id)), 'true').toEqual([])
        expect(found.length, 'as many as there is room for').toBe(Math.min(limit, right.size))
        expect(answer.more, 'more').toBe(right.size > limit)
      }),
      { seed, numRuns: 300, endOnFailure: false },
    )
  }, 120_000)

  it('notices a matcher that is wrong', () => {
    expect(expected([smith], 'smxxh').forgiven.size).toBe(0)
    expect(expected([smith], 'smi bro main').strict.size).toBe(1)
    expect(expected([smith], 'smi yon main').strict.size).toBe(0)
  })
})

describe('whatever is typed', () => {
  const db = openBook([...few, ...Array.from({ length: 60 }, ((rand) => (_, at) => customer(rand, at))(random(5)))])
  const nasty = fc.oneof(
    fc.string({ maxLength: 200, unit: 'binary' }),
    fc.string({ maxLength: 200, unit: 'grapheme' }),
    fc.string({ maxLength: 200, unit: fc.constantFrom('"', "'", '*', '(', ')', ':', '^', '-', '+', ' OR ', ' NOT ', ' AND ', 'NEAR(', '{', '}', '\u0000', '\ud800', '😀', 'שלום', 'مرحبا', '‮', '1', 'a', '@', '.', ';--') }),
  )
  it('answers and never throws', () => {
    fc.assert(fc.property(nasty, (text) => void find(db, text)), { seed, numRuns: 2_000 })
  })
  it('keeps what the book holds of any text', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 40, unit: 'binary' }), (text) => {
        const book = openBook([someone({ familyName: text, street: text, unit: text, emails: [text], equipmentIds: [text] })])
        find(book, text)
      }),
      { seed, numRuns: 150 },
    )
  })
})
