/** @returns of the same one the same again, for as long as that lives: such as what all requests of one backend share */
export function onePer<K extends object, V>(make: (of: K) => V): (of: K) => V {
  const made = new WeakMap<K, V>()
  return (of) => {
    let one = made.get(of)
    if (one === undefined) made.set(of, (one = make(of)))
    return one
  }
}
