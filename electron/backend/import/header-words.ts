/** Brings a column's name to a form in which `Cust. No.`, `customer_number` and `CustomerNumber` are the same. */

const shortForms: Record<string, string> = {
  no: 'number', num: 'number', nr: 'number', nbr: 'number', '#': 'number', cust: 'customer', acct: 'account', acc: 'account', addr: 'address',
  tel: 'phone', telephone: 'phone', ph: 'phone', cell: 'mobile', cellphone: 'mobile', avg: 'average', mth: 'month', mo: 'month', monthly: 'month',
  svc: 'service', svcs: 'service', amt: 'amount', chg: 'charge', pmt: 'payment', pymt: 'payment', lang: 'language', lat: 'latitude', lon: 'longitude',
  lng: 'longitude', long: 'longitude', st: 'street', apt: 'apartment', zipcode: 'zip', postcode: 'zip', mail: 'email', fname: 'first', lname: 'last',
  multi: 'multiple', identifier: 'id', equip: 'equipment', serial: 'serial', gigabyte: 'gb', addon: 'extra',
}
const filler = new Set(['of', 'in', 'the', 'is', 'has', 'a', 'per', 'for', 'and'])

/** Words in alphabetical order, so that `Charges, Total` is `Total Charges`. */
export function headerKey(header: string): string {
  const words = header
    .replaceAll(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .replaceAll(/e-mail/g, 'email')
    .replaceAll(/long distance/g, 'longdistance')
    .split(/[^a-z0-9#]+/)
    .filter(Boolean)
    .map(singular)
    .map((word) => (Object.hasOwn(shortForms, word) ? (shortForms[word] ?? word) : word))
  return words.filter((word) => !filler.has(word)).sort().join(' ')
}

const singular = (word: string): string =>
  word.length > 3 && word.endsWith('s') && !word.endsWith('ss') && !word.endsWith('us') && !word.endsWith('paperless') ? word.slice(0, -1) : word
