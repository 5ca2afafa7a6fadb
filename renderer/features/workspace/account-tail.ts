/** Room for the last group of a number and its check digit. */
const TAIL = 6

/** The end of an account number as it is printed on a bill, `2210-7`: it tells two people of one name apart. */
export const accountTail = (accountNumber: string): string => accountNumber.slice(-TAIL).replace(/^\W+/, '')
