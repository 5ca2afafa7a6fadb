/** Visits of technicians, as agents book them. */
export const visits = {
  visit: {
    heading: 'Book a visit',
    moveHeading: 'Another time for {reference}',
    open: 'Visit',
    chooseType: 'Choose …', typeFirst: 'Choose what is to be done: the best windows come by themselves.',
    workType: 'What is to be done', reason: 'Why, in the customer’s words', findings: 'What was found', from: 'From', length: 'How long', usual: '{count} min (usual)', minutes: '{count} min', speaks: 'Technician speaks', anyLanguage: 'any language',
    looking: 'Looking for windows', windows: 'Best windows, with their key', nextThree: 'The next three', none: 'Nobody who can do this has time in these two weeks. Look from a later day, or without a language.',
    near: {
      after: '{name} is one minute away at {time} | {name} is {count} minutes away at {time}',
      before: '{name} is one minute away from the next visit at {time} | {name} is {count} minutes away from the next visit at {time}',
      free: '{name} is free then, one minute away | {name} is free then, {count} minutes away',
      home: '{name} comes straight from the start, one minute | {name} comes straight from the start, {count} minutes', onTheWay: 'on the way anyhow',
    },
    full: 'day {share} % full', choices: 'one could come | {count} could come',
    lost: '{by} was first: {when} is taken.', lostUnknown: '{when} is not free any more.',
    heldFor: 'Held for this caller until {time}, one minute left | Held for this caller until {time}, {count} minutes left',
    renew: 'Five minutes more', other: 'Another window', book: 'Book it', move: 'Move it', booking: 'Booking …',
    notes: {
      name: 'Who is there', phone: 'Phone on the day', access: 'Access, parking, where the modem is', gate: 'Gate code', gateHint: 'Only those who send the technician see the code; it is in no search and no draft.', language: 'Speak with them in', dogs: 'Dogs', adult: 'Adult at home', notAsked: 'not asked', yes: 'Yes', no: 'No',
      tellBy: 'Link to confirm or move', tellNot: 'send none', channel: { sms: 'by text message', email: 'by e-mail' },
    },
    blocked: 'There is an outage at this address. A visit does not mend it.', blockedWork: 'There is planned work at this address at that time.', blockedMayNot: 'A supervisor can book it all the same, with a reason.', override: 'Why a visit all the same',
    bookedWords: 'Our technician {name} comes {when}. An adult must be at home. Anything that changes, we call.', movedWords: 'Our technician {name} now comes {when}.', linkSent: 'A link to confirm, move or cancel is on its way.',
    offline: 'Without the server there are no windows to offer. What you typed is kept as a draft; book it when the line is back.',
    card: 'Visits', comes: '{name}, about {time}', nobodyYet: 'No technician yet', confirm: 'They will be there', moveIt: 'Move', cancel: 'Cancel', whyCancel: 'Why is it cancelled?', cancelNote: 'In a few words', cancelYes: 'Cancel the visit', cancelNo: 'Leave it',
    work: { onTheWay: '{name} is on the way', inProgress: '{name} is there' },
    status: { booked: 'booked', confirmed: 'confirmed', completed: 'done', cancelled: 'cancelled', noShow: 'nobody was home', missed: 'nobody came' },
    endReason: { customerAsked: 'The customer asked', fixedWithoutVisit: 'It works again', outage: 'It was an outage', noTechnician: 'No technician', bookedTwice: 'Booked twice', other: 'Something else' },
    problems: {
      expired: 'The five minutes are over. Choose a window again; what you typed is still here.', otherWork: 'That window is held for other work: choose one for this visit.', past: 'That window has begun.', noWindow: 'That is no window of this kind of work.', noTechnician: 'That technician cannot come there any more.', outage: 'There is an outage at this address.', maintenance: 'There is planned work at that time.',
      underWay: 'The technician is on the way already. Call dispatch.', over: 'That visit is over.', confirmed: 'It was confirmed already.', closed: 'The account is closed.', noContact: 'There is no such contact on the account.', tooFar: 'That is too far ahead.', pastDay: 'That day is over.', noWorkType: 'That kind of work is not done any more.',
      notSent: 'The server did not answer. Nothing was booked as far as we know; look at the visits before you try again.', changed: '{by} changed this visit meanwhile. Look at it once more.', changedUnknown: 'This visit was changed meanwhile. Look at it once more.', mayNotOverride: 'Only a supervisor or dispatcher can book it all the same.',
      holds: 'You hold five windows for other callers. Let go of one first.', noPortal: 'Customers have no pages here: choose “send none”.',
    },
  },
} as const
