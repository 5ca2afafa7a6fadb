/**
 * Randomness that can be repeated: sfc32 (Chris Doty-Humphrey's small fast counter, public domain). Its counter
 * keeps streams of neighbouring customers apart, which a generator of 32 bits of state cannot at a million.
 */
export class Random {
  #a: number
  #b: number
  #c: number
  #counter = 1

  /** One stream per (seed, index, purpose), so that any customer can be made without those before. */
  constructor(seed: number, index: number, purpose: number) {
    this.#a = seed | 0
    this.#b = Math.imul(purpose + 1, 0x9e3779b1)
    this.#c = index | 0
    for (let round = 0; round < 10; round += 1) this.next()
  }

  /** 32 random bits as an unsigned integer. */
  next(): number {
    const sum = (this.#a + this.#b + this.#counter) | 0
    this.#counter = (this.#counter + 1) | 0
    this.#a = this.#b ^ (this.#b >>> 9)
    this.#b = (this.#c + (this.#c << 3)) | 0
    this.#c = ((this.#c << 21) | (this.#c >>> 11)) + sum | 0
    return sum >>> 0
  }

  /** In [0, 1). */
  fraction(): number {
    return this.next() / 4_294_967_296
  }

  /** A whole number from `least` to `most`, both included. */
  between(least: number, most: number): number {
    return least + Math.floor(this.fraction() * (most - least + 1))
  }

  chance(probability: number): boolean {
    return this.fraction() < probability
  }

  pick<T>(list: readonly T[]): T {
    return list[Math.floor(this.fraction() * list.length)] as T
  }

  /** Prefers the beginning of the list, as names and streets do in life: a tenth of the list gets about a third. */
  pickCommon<T>(list: readonly T[]): T {
    return list[Math.floor(this.fraction() ** 2 * list.length)] as T
  }
}

/** FNV-1a over the text: a seed may be any word. */
export function seedNumber(seed: string | number): number {
  let hash = 0x811c9dc5
  for (const character of String(seed)) hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193)
  return hash >>> 0
}
