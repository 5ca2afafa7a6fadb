/** How a moment of the last days is named by the operator's clock, so that no two moments have one name. */

/** @param between ms since 1970: the moments that are to be told apart. @param named the zone is said in any case */
export function momentNames(locale: string, timeZone: string, between: readonly [number, number], named: boolean): Intl.DateTimeFormat {
  const zone = named || changesClock(timeZone, between)
  return new Intl.DateTimeFormat(locale, { weekday: 'long', hour: 'numeric', minute: '2-digit', timeZone, ...(zone ? { timeZoneName: 'short' } : {}) })
}

/** In the night in which clocks are put back an hour comes twice. */
function changesClock(timeZone: string, [from, to]: readonly [number, number]): boolean {
  const offset = new Intl.DateTimeFormat('en-US', { timeZone, timeZoneName: 'longOffset' })
  const of = (at: number) => offset.formatToParts(at).find(({ type }) => type === 'timeZoneName')?.value
  return of(from) !== of(to)
}
