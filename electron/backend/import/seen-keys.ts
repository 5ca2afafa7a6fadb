/**
 * Remembers which ids a file has brought, in 16 bytes or so each where a Set of strings would take a hundred: a file of ten
 * million rows must not need gigabytes. Ids are hashes already; two of ten million share these 63 bits with a
 * chance of about one in two hundred thousand.
 */
export class SeenKeys {
  #slots = new Uint32Array(2 * 4_096)
  #size = 0

  /** @param id a UUID. @returns false when it was there before. */
  add(id: string): boolean {
    if (this.#size * 2 >= this.#slots.length / 2) this.#grow()
    // The first and the last eight digits hold neither version nor variant; one bit marks the slot as taken.
    const high = Number.parseInt(id.slice(0, 8), 16) | 1
    const low = Number.parseInt(id.slice(28), 16)
    const fresh = this.#put(this.#slots, high >>> 0, low)
    if (fresh) this.#size += 1
    return fresh
  }

  #put(slots: Uint32Array, high: number, low: number): boolean {
    const count = slots.length / 2
    let slot = low % count
    // An empty slot has 0 in its first half; the lowest bit of `high` is always set.
    while (slots[slot * 2] !== 0) {
      if (slots[slot * 2] === high && slots[slot * 2 + 1] === low) return false
      slot = (slot + 1) % count
    }
    slots[slot * 2] = high
    slots[slot * 2 + 1] = low
    return true
  }

  #grow(): void {
    const larger = new Uint32Array(this.#slots.length * 2)
    for (let slot = 0; slot < this.#slots.length; slot += 2)
      if (this.#slots[slot] !== 0) this.#put(larger, this.#slots[slot] ?? 0, this.#slots[slot + 1] ?? 0)
    this.#slots = larger
  }
}
