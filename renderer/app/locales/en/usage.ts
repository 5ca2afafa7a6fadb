export const usage = {
  usage: {
    heading: 'Data use',
    gigabytes: '{amount} GB',
    of: 'of {allowance} GB',
    share: '{share} %',
    unlimited: 'no limit',
    day: 'day {day} of {of}',
    until: 'until {date}',
    average: 'monthly average',
    period: 'Period',
    used: 'Used',
    allowance: 'Allowance',
    shareHeading: 'Share',
  },
} as const
