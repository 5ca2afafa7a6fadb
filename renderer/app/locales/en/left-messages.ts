/** What customers left where nobody was. */
export const leftMessages = {
  leftMessage: {
    page: 'Left messages', heading: 'Messages that customers left', count: 'One message waits | {n} messages wait',
    shelf: 'Which ones', waiting: 'Waiting', done: 'Done', empty: { waiting: 'No message waits.', done: 'None is done yet.' }, more: 'and {n} more behind them',
    wants: { message: 'wants an answer', callBack: 'wants a call' }, wantsLong: { message: 'Wants an answer:', callBack: 'Wants a call:' },
    reach: 'how they are reached', waits: 'waits for {age}', leftAt: 'Left {time}', doneBy: 'Done by {who}, {time}', inHand: 'in hand: {who}',
    yours: 'You have it in hand since {time}.', theirs: '{who} has it in hand since {time}.', putBack: 'Put it back',
    age: { now: 'less than a minute', minutes: 'one minute | {n} minutes', hours: 'one hour | {n} hours', days: 'one day | {n} days' },
    hasTicket: 'Ticket {reference} stands on the account.', unknownWords: '{name} was not signed in. Find the account before you make a ticket of it.',
    acts: 'What is done about it', call: 'I call: take it in hand', callAccount: 'Call back', take: 'Take it in hand', makeTicket: 'Make a ticket', needsAccount: 'For a ticket, say whose account it is, on the right.',
    note: 'What came of it', noteTicket: 'What came of it; its ticket is closed with it', settle: 'Done',
    gone: 'A colleague was faster. What you typed stays here until you go.', first: '{who} was first. What you typed stays here.', firstUnknown: 'It has changed meanwhile. What you typed stays here.',
    problems: { signedIn: 'They were signed in to this account: it cannot be another one.', ticket: 'It has a ticket already.', notTheirs: 'It is about another account by now.', ticketNote: 'Say what came of it: its ticket is closed with these words.', taken: 'That ticket is there already.' },
  },
} as const
