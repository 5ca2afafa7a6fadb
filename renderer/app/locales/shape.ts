/** What a language must hold beside English: the same keys, its own texts. A missing key does not compile, in the feature's own file. */
export type Shape<T> = { [K in keyof T]: T[K] extends string ? string : Shape<T[K]> }
