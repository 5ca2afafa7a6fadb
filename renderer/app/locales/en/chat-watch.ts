/** What supervisors are warned of, and what became of all who came. */
export const chatWatch = {
  chatAlert: {
    heading: 'Alerts', none: 'No alert: nothing is about to break.', count: 'One alert that nobody has seen | {n} alerts that nobody has seen', raised: 'Alert: {queue}: {what}',
    queue: '{queue}:', broken: 'The target is broken.', soon: 'Soon.',
    late: 'the first has waited {time}; promised are {target}.', half: 'the first waits {time} of {target}, and no place is free for them.', pace: 'at this pace the last who waits is answered after {time}; promised are {target}.', eased: 'it has eased. The alert ends when it stays so for three minutes.',
    share: '{n} % of those who came in the last hour were answered in time; the goal is {goal} %.', nobodyThere: 'it is open, and nobody takes chats: whoever comes is turned away.',
    since: 'since {time}', see: 'I have it in hand', seeOf: 'I have it in hand: {queue}', seen: 'In hand: {who}, {time}', over: 'That alert is over.',
    away: 'Away, at their desk', bringBack: 'Bring back', bringBackOf: 'Bring back: {name}', awayFor: '{name}: {reason}, {time}', elsewhere: 'Free in other queues', take: 'Let them take this queue too', takeOf: 'Let them take this queue too: {name}', moved: '{name} takes {queue} too from now on.', notMoved: 'It was not done: {name} was changed meanwhile. Look at them among the people below.', freeOf: '{name}: one place free | {name}: {n} places free', nobody: 'Nobody of this queue is away at their desk, and nobody of another has a place free.', more: 'and {n} more',
    notify: { title: 'Chats: {queue}', wait: 'Customers will wait longer than promised.', share: 'Too few are answered in time.', nobodyThere: 'Open, and nobody takes chats.' },
    command: 'Chat wall: alerts', lastHour: '{n} % in the last hour, goal {goal} %', forecast: 'last in line: about {time}', atOnce: 'and {n} at once', today: 'In time today', ofToday: '{inTime} of {all}', unanswered: 'waits {time} for a word',
  },
  chatHistory: {
    page: 'Chat history', heading: 'Chat history', from: 'From', to: 'To', queue: 'Queue', all: 'All queues', today: 'Today', week: '7 days', month: '28 days', reload: 'Read again',
    wrongRange: 'From 1 to 92 days, the first before the last.', empty: 'Nobody came in these days.', zone: 'Days and hours of the operator’s clock ({zone}).',
    by: 'Shown by', hours: 'Hour', days: 'Day', queues: 'Queue', agents: 'Agent', hour: '{n}:00', again: '{n}:00, again', people: 'Chats and how they were answered', waits: 'Waiting time', picture: 'Chart of chats by {by}: {came} came, {inTime} answered in time, {late} later, {abandoned} left while they waited. The table below says the same.', firstShown: 'The chart shows the first {n}, the table all.',
    came: 'Came', inTime: 'In time', late: 'Later', abandoned: 'Left waiting', leftAtOnce: 'Left at once', wait: 'Wait, median', waitP90: 'Wait, 90 %', handle: 'Handled, median', handleP90: 'Handled, 90 %', transferred: 'Passed on', returned: 'Given back', missed: 'Offers missed', declined: 'Declined', accepted: 'Accepted', stillWaiting: 'wait still',
    share: '{n} %', of: '{n} of {all}', nothing: '–', within: 'answered in time, of those answered and left waiting', nine: 'nine of ten within {time}', atOnce: '{n} more left within 10 s', offers: '{n} offers missed or declined',
    export: 'Export as CSV', exporting: 'Exporting', exported: '{name} is saved.', cancelled: 'Nothing was saved.', failed: 'It could not be saved ({code}).', offline: 'The history cannot be shown: the backend cannot be reached.', table: 'Chats by {by}',
    hint: 'In time: accepted within what the queue promised then. Left waiting: gave up, or closed their page, before anybody accepted; within 10 s is counted apart. Handled: from accepting to the end, write-up included.',
  },
} as const
