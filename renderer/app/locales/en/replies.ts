/** Canned replies in a chat or a note, and where they are kept. */
export const replies = {
  reply: {
    page: 'Canned replies', entry: 'Canned replies', heading: 'Canned replies: yours, and those of all', list: 'Canned replies',
    how: 'Typed in a chat, or a note on an account, as a slash and the name. It comes in the customer’s language, with what is known and may be said to them; what is not stays a gap, and nothing is sent with a gap in it.',
    own: 'Yours', ofAll: 'Shared', ownInstead: 'Yours, instead of the shared one', hidden: 'You have one of your own by this name',
    fellBack: 'in {language}: there is no other text', fellBackTaken: '{name} has no text in the customer’s language: this is {language}.',
    gaps: 'one place to fill in | {n} places to fill in', gapsLeft: 'To fill in before it is sent: {what}.', gapsInNote: 'To fill in: {what}.', gapsRefused: 'Not sent, nothing is lost. First fill in: {what}.', gapWhy: '{what} ({why})', nextGap: 'Next',
    why: { notLinked: 'nobody has said whose account it is', notVerified: 'they are not verified', unknown: 'not known' },
    variables: {
      customerFirstName: 'first name', customerName: 'name', agentName: 'your name', operatorName: 'name of the operator', operatorPhone: 'telephone of the operator',
      balance: 'what is owed', dueDate: 'when it is due', outageEta: 'when the outage is over',
    },
    found: 'One canned reply. Arrow keys choose, Enter puts it in, Escape closes. | {n} canned replies. Arrow keys choose, Enter puts one in, Escape closes.',
    keys: 'Arrow keys choose · Enter puts it in · Esc closes', waits: 'One moment: what may be said to them is being asked', keepThem: 'Edit them', noMatch: 'No canned reply for /{word}. Escape closes the list, and it is text like any other.', none: 'There are no canned replies yet.',
    command: { open: 'Canned reply', gap: 'To the next place to fill in' },
    find: 'Name or text', newOwn: 'New one of yours', newShared: 'New one for all', of: 'Canned reply {name}', choose: 'Choose one on the left, or begin a new one.', isGone: 'This one is not there any more.',
    noOwn: 'You have none yet.', noShared: 'There are none for all yet.', noneFound: 'None with this.',
    name: 'Name', nameHint: 'Letters and digits, with hyphens between words. Typed behind the slash.', english: 'In English', spanish: 'In Spanish',
    variablesHeading: 'Variables', variablesHow: 'Variables are filled when the reply is put in. What is owed, and when, is said to nobody who is not verified. Press one to put it where you were typing:', gapHow: 'A place that the agent fills in by hand:',
    previewIn: 'To a customer who writes {language}', previewHow: 'With invented data.', previewEmpty: 'nothing yet',
    changedAt: 'Last changed by {who}, {when}', save: 'Save', discard: 'Discard what I typed', remove: 'Remove', keepIt: 'Leave it', removeSure: 'Remove {name}? It cannot be brought back.', copy: 'Take it over as mine', earlier: 'You began a new one before: it stands here, and {name} is not taken over.', takeInstead: 'Discard it and take over {name}',
    saved: '{name} is saved.', removed: '{name} is removed.', changed: 'Somebody changed it meanwhile. What you typed stays here; look at what is there now.', tooMany: 'There are {n} already. Remove one first.',
    stale: '{who} changed it meanwhile. English: {english} – Spanish: {spanish}', gone: 'Somebody removed it meanwhile. What you typed can be saved as a new one.', takeTheirs: 'Take what is there', keepMine: 'Go on with mine',
    problems: { replyName: 'Letters and digits, single hyphens between them, 40 at most.', noText: 'A text in one of the two languages at least.', tooLong: '1,000 letters at most.', unknownVariable: 'There is something in braces that is no variable. Those that there are stand below.' },
  },
} as const
