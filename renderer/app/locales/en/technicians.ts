/** Technicians, as those keep them who plan their days. */
export const technicians = {
  technician: {
    page: 'Technicians', heading: 'Who goes out, where and when', list: 'Technicians', find: 'Name, skill, town, node', inService: 'In service', outOfService: 'Out of service', add: 'Add a technician',
    none: 'No technician here yet. Add the first one: with hours, callers can be offered their time.', noneOut: 'Nobody is out of service.', noneFound: 'Nobody fits that.', more: 'There are more than these: type a name or choose a region.', choose: 'Choose a technician.',
    of: '{region} · {skills}', noSkills: 'no skills',
    facts: 'Facts', region: 'Region', skills: 'Skills', languages: 'Languages', start: 'Day begins at', density: 'Streets', territory: 'Territory', everywhere: 'everywhere', cities: 'Towns', postalCodes: 'Postal codes', nodes: 'Nodes', area: 'An area of {count} corners on the map',
    map: 'Map of the territory', mapHome: 'The whole area', mapNoGraphics: 'This computer has no graphics for a map (WebGL). The corners can be typed in figures.', mapFailed: 'The map could not be opened. The corners can be typed in figures.',
    changed: 'Changed {moment} by {who}',
    densities: { core: 'inner city, slow', city: 'city', suburb: 'suburbs', country: 'country roads, quick' },
    change: 'Change', hours: 'Set hours', leave: 'Take out of service', back: 'Bring back',
    comingHours: 'Hours of the next four weeks', noHours: 'No hours are set from today on: nobody is offered their time.', hoursUntil: 'Hours are set until {day}.', break: 'break {minutes} min', away: { sick: 'sick from {time}', leave: 'on leave from {time}', training: 'in training from {time}', other: 'away from {time}' },
    isOut: 'Does not go out any more. Past visits keep the name; hours that were set stay for when they come back.',
    form: {
      add: 'Add a technician', change: 'Change {name}', name: 'Name', region: 'Region', regionHint: 'Your own word, by which the board is cut.', density: 'How quick the streets are', skills: 'Skills', skillsHint: 'Separated by commas. Visits ask for them word by word.',
      languages: 'Languages', languagesHint: 'Codes, such as en, es, zh-Hans.', place: 'Where the day begins: latitude, longitude', placeHint: 'As maps write it: 40.9312, -73.8988', placeOf: 'As at a headend or hub', placeChoose: 'choose…',
      territory: 'Territory', territoryHint: 'Whoever lives in one of these is theirs. All empty: everywhere.', cities: 'Towns', postalCodes: 'Postal codes', nodes: 'Plant nodes', newTowns: 'No other technician has these towns; look at the letters: {words}', save: 'Save', addSave: 'Add', discard: 'Discard',
      stays: 'What they were given already stays with them. The board shows where it is not theirs any more.',
      areaWrong: { tooFew: 'An area has at least three corners.', tooMany: 'At most {most} corners.', tooWide: 'That is more than 500 km wide or high: nobody drives that in a day.', tooSmall: 'That is less than 100 square metres: a click and no area.', crossing: 'The line crosses itself: it has to go round once.' },
      wrong: { missing: 'Say it.', tooMany: 'That is too much.', tooLong: 'That is too long.', tag: 'Codes are two or three small letters, such as en or es.', place: 'Two numbers of degrees: latitude, then longitude.' },
    },
    set: {
      heading: 'Hours of {name}', days: 'Days', from: 'First day', to: 'Last day', week: 'Week', works: 'Works', begins: 'Begins', ends: 'Ends', pause: 'Break', nextDay: 'next day', likeMonday: 'All like Monday', breakHeading: 'Break', breakMinutes: 'Minutes', breakFrom: 'Begins from', breakTo: 'to', save: 'Set these hours',
      hint: 'On these days the hours become these; days without a tick become days off. Who is away all day stays away, also over a day off; who left during a day does while the new hours go on beyond that.', nights: 'Times are the operator’s clock on the wall, also in the nights when it is changed.',
    },
    serviceHeading: 'Take {name} out of service', serviceWords: 'Nobody is offered their time any more, and what is being held of it for callers ends. Whoever has a visit to come cannot leave.', sure: 'Take out of service',
    inTheWay: { toCome: 'Not taken out of service: these visits are to come. Give them to somebody else first.', outside: 'Nothing was changed: these visits would be outside the new hours. Move them first.', list: 'Visits in the way', more: 'There may be more; the first are shown.', board: 'Board of {day}', visit: '{reference} · {who}', promised: 'promised {window}', planned: 'planned {moment}', gone: 'They have been moved meanwhile. Try again.', unread: 'Which visits these are could not be read.' },
    conflict: '{who} changed this technician meanwhile. What you did not touch here follows that; look at it and save again.', notSent: 'Nothing was changed: the backend cannot be reached. What you typed stays here.', onDay: '{day}: {problem}',
    problems: {
      noHours: 'That is no time at all.', tooLong: 'Nobody works more than 16 hours in one go.', breakHalf: 'The break wants minutes (1 to 120), and from when to when it begins.', breakOutside: 'The break does not fit into these hours.', time: 'Say from when to when.', nightBefore: 'It begins before the night before is over.',
      past: 'Days that are over keep their hours.', before: 'The last day is before the first.', tooFar: 'Hours are set for at most a year ahead.', tooMany: 'At most 92 days at once.', day: 'Say the day.', inactive: 'This technician is out of service.', taken: 'This one was added already.', nodes: 'Not in the plant: {nodes}',
    },
    done: { added: '{name} is added. Set hours next.', changed: '{name} is changed.', hours: 'The hours of {name} are set.', out: '{name} is out of service.', back: '{name} is back in service.' },
  },
} as const
