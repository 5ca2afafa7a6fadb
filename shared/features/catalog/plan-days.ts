/** The days of a change of plan, from those of the bills. */
import { cycleAfter, cycleStartOn, dateOf, dayOf } from '../../kernel/calendar.ts'

/** `billDay` of the next bill, in days since 1970-01-01; `cycleDay` 1 to 31. */
export type BillDays = { billDay: number; cycleDay: number }

/** The day of the bill after the next: the last one whose fees and days are all on bills that can be shown. */
export const secondBillDay = ({ billDay, cycleDay }: BillDays): number => cycleAfter(cycleStartOn(billDay, cycleDay), cycleDay)

/** With the next bill; or with the next cycle, where that bill should have been made already. @param today `2026-11-23` */
export const nextCycleOn = ({ billDay, cycleDay }: BillDays, today: string): string =>
  dateOf(billDay > dayOf(today) ? billDay : cycleAfter(cycleStartOn(dayOf(today), cycleDay), cycleDay))
