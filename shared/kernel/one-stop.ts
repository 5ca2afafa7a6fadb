/** A time of day ends with a stop in Spanish (`11:50 a.m.`); where a sentence ends with it, that stop is the sentence's. */
const TWO_STOPS = /(?<![\p{L}.])([ap]\.\s?m\.)\.(?!\.)/gu
export const oneStop = (words: string): string => words.replace(TWO_STOPS, '$1')
