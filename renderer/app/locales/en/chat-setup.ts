/** Chats as they are set up: queues, hours, rules, and who is in which queue. */
export const chatSetup = {
  chatSetup: {
    page: 'Chat setup', heading: 'Chat setup: queues, hours and rules', queues: 'Queues and hours', rules: 'Rules', views: 'What is set up',
    nightly: 'By the operator’s clock, also in the nights in which it is changed.',
    queue: {
      add: 'Add a queue', change: 'Change {name}', changeShort: 'Change', name: 'Name', spanishName: 'Name in Spanish', hours: 'Open', target: 'Target', targetOf: '{percent} % within {time}', most: 'Waiting at most', people: 'People', now: 'Now', rules: 'Rules',
      open: 'open', shut: 'shut', closed: 'closed for good', waiting: 'one waits | {n} wait', none: 'No queue is set up. Nobody can be received.', noRule: 'no rule leads here', by: 'changed by {who}, {time}', actions: 'What to do',
      targetSeconds: 'Answer within, seconds', targetPercent: 'Of a hundred who come', maxWaiting: 'Most that wait', maxWaitingHint: 'Whoever comes beyond that is asked to leave a message.', save: 'Save', addSave: 'Add', discard: 'Discard', saved: '{name} is changed.', added: '{name} is added. A rule must lead to it before anybody comes.', isClosed: '{name} is closed.', isReopened: '{name} is open for rules and people again.',
    },
    hours: {
      heading: 'Opening hours', from: '{day}, from', to: '{day}, until', add: 'Add hours: {day}', addShort: 'Add hours', remove: 'Remove hours of {day}', off: 'closed', nextDay: 'until the next day', likeMonday: 'All days like Monday', always: 'Around the clock', never: 'never open', each: 'daily {hours}', span: '{from} – {to}', allDay: 'all day',
      closedDays: 'Closed on', closedDay: 'Closed on', closedName: 'Why, for colleagues', addDay: 'Add a day', removeDay: 'Remove {day}', closedHint: 'Nothing begins on these days. A night that began the evening before goes on to its end.', closedOn: 'and closed on one day | and closed on {n} days',
      problems: { time: 'Say from when until when.', endsBeforeItBegins: 'It must end after it begins.', longerThanADay: 'At most a day at once.', overlaps: 'It lies upon other hours.', day: 'Say which day.', twice: 'That day is there already.' },
    },
    problems: { missing: 'It needs a name.', tooLong: 'At most 60 letters.', targetSeconds: 'From 5 to 86,400.', targetPercent: 'From 1 to 100.', maxWaiting: 'From 1 to 100,000.', taken: 'Another queue has this name.', unknownQueue: 'That queue is closed, or it is this one.', needed: 'Something is missing: look at what is marked.', unchanged: 'These rules are in force already.', queues: 'There are {n} queues, the most there can be.' },
    conflict: {
      heading: '{who} changed this queue meanwhile ({time}).', follows: 'What you did not touch follows that. Look at it and save again.', both: 'You both changed these:', field: 'What', mine: 'Yours', theirs: 'Theirs', take: 'Take theirs: {field}', takeShort: 'Take theirs', came: 'Somebody came into this queue in the same moment. Try again.',
      fields: { name: 'Name', spanishName: 'Name in Spanish', targetSeconds: 'Answer within', targetPercent: 'Of a hundred', maxWaiting: 'Most that wait', week: 'Opening hours', closedDays: 'Closed days' },
    },
    close: {
      open: 'Close this queue for good', heading: 'What becomes of what is in it?', conversations: 'One chat is in it: it goes to | {n} chats are in it: they go to', agents: 'One colleague takes chats of it: from now on of | {n} colleagues take chats of it: from now on of', noQueue: 'no other queue', choose: 'Choose', rules: 'These rules lead to it. Publish rules without it first: {rules}.',
      nobody: 'Nobody is in it, nobody takes chats of it, and no rule leads to it.', turn: 'They keep their turn.', do: 'Close the queue', cancel: 'Leave it open', reopen: 'Open again', reopenOf: 'Open again: {name}', again: 'It can be opened again at any time.',
    },
    rule: {
      how: 'A chat goes where the first rule that fits says, from top to bottom.', add: 'Add a rule', list: 'Rules, in their order', none: 'There is no rule: nobody is received.', edit: 'Edit', editOf: 'Edit: {name}', done: 'Done', remove: 'Remove', removeOf: 'Remove: {name}', up: 'Up: {name}', down: 'Down: {name}', drag: 'Drag to another place', moved: '{name} is rule {place} of {count} now.', removed: '{name} is removed.', undo: 'Undo',
      unnamed: 'without a name', name: 'Name', topics: 'About', languages: 'Written in', reasons: 'Because of', queue: 'Goes to', skill: 'Only to agents with the skill', skillHint: 'Empty: to any of the queue.', any: 'Nothing chosen: any.', anyTopic: 'about anything', anyLanguage: 'in any language', anyReason: 'for any reason', to: '{queue}', toSkill: '{queue}, skill {skill}', noQueue: 'no queue yet', chooseQueue: 'Choose a queue', closedQueue: '{name} (closed for good)',
      new: 'New rule', changed: 'changed', added: 'new',
    },
    fault: {
      heading: 'Before these can be published:', fine: 'Every chat finds a queue, and every rule is reached.',
      noName: 'It has no name.', unknownQueue: 'It leads to no queue.', closedQueue: 'Its queue is closed for good.', neverReached: 'Nobody comes to it: rule {rules} takes them first. | Nobody comes to it: rules {rules} take them first.', nobodyWrites: 'Nobody comes to it: nobody writes in these languages.', noRule: 'There is no rule.',
      nobodyFits: 'One kind of chat finds no rule: {cases}. | {n} kinds of chats find no rule, such as: {cases}.', case: '{topic}, {language}, {reasons}', noReason: 'no reason', at: 'Rule {place}, {name}: {fault}',
    },
    publish: {
      heading: 'Publish', published: 'In force: version {version}, by {who}, {time}', shipped: 'Headend', nothing: 'Nothing is published yet.', same: 'These are the rules in force.', draft: 'Draft upon version {version}', do: 'Publish as version {version}', discard: 'Discard the draft', discarded: 'The draft is discarded.', done: 'Version {version} is in force, for whoever comes from now on.',
      meanwhile: '{who} published version {version} meanwhile ({time}). Your draft was begun upon version {upon}.', theirs: 'What they did:', theyAdded: 'added: {names}', theyRemoved: 'removed: {names}', theyChanged: 'changed: {names}', theyMoved: 'put into another order', keep: 'Publish mine upon theirs', take: 'Take theirs, discard mine', kept: 'Draft kept', now: 'Your draft stands upon version {version} now. Look at it, then publish.',
    },
    compare: { heading: 'The last chats through this draft', none: 'There were no chats yet.', same: 'Of the last {looked} chats, none would go elsewhere.', some: 'Of the last {looked} chats, {elsewhere} would go elsewhere.', since: 'since {time}', move: '{from} → {to}', nowhere: 'no queue', skill: '{queue}, skill {skill}', nothing: 'Change the rules to see what it would do.' },
    tryOut: {
      heading: 'Where would this chat go?', topic: 'About', language: 'Written in', who: 'Whose', byHand: 'Reasons chosen here', customer: 'A customer’s, as of now', reasons: 'Because of', none: 'for no reason', another: 'Another customer', when: 'When', now: 'Now', at: 'At a time', time: 'Time, by the operator’s clock', wrongTime: 'Say a day and a time.',
      published: 'By version {version}, in force', draft: 'By this draft', goes: 'To {queue}', goesSkill: 'To {queue}, to agents with the skill {skill}', by: 'Rule {place}: {name}', nowhere: 'To no queue: nobody is received.', open: 'open then', shut: 'shut then, opens {time}', shutLong: 'shut then, and not open soon', closed: 'that queue is closed for good', unknown: 'To none: its rule leads to no queue that is there',
      passed: 'Passed over:', over: '{place}. {name}: {why}', misses: { topic: 'about something else', language: 'another language', reasons: 'no such reason' }, first: 'No rule before it.', headStart: 'In its queue it stands as if it had come {n} s earlier.', same: 'Both send it to the same queue.', differs: 'The draft sends it elsewhere.', whose: 'Reasons of {name}: {reasons}',
    },
    history: { heading: 'What was published', version: 'Version {version}', rules: 'one rule | {n} rules', by: '{who}, {time}', sameAs: 'the same as version {version}', inForce: 'in force', bring: 'Bring into the draft', bringOf: 'Bring into the draft: version {version}', brought: 'Version {version} is in the draft. Publish it to go back to it.' },
    move: {
      choose: 'Choose {name}', all: 'Choose all who are shown', chosen: 'One chosen | {n} chosen', show: 'Show', everybody: 'Everybody', inNone: 'In no queue', into: 'Into', outOf: 'Out of', nothing: '–', do: 'Move', clear: 'Choose nobody', bar: 'Move who is chosen between queues', queues: 'Queues', languages: 'Languages', skills: 'Skills',
      done: 'One is moved. | {n} are moved.', notDone: 'Not moved: {who}.', changed: '{name} ({who} changed them meanwhile)', gone: '{name} (takes no chats any more)', queueClosed: '{name} (the queue is closed)', forbidden: '{name} (you may not)', offline: '{name} (not known: the backend cannot be reached)', failed: '{name} (failed, and was recorded)', again: 'They stay chosen: look at them, and move them again.', noneShown: 'Nobody is in this queue.', needed: 'Say into which queue, or out of which.',
    },
  },
} as const
