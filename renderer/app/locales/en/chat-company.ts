/** Colleagues in a chat: asked in, in it, handed it. */
export const chatCompany = {
  company: {
    heading: 'Can you help?', asks: '{who} asks you into a chat.', said: '{who} asks you into the chat with {name}. {key} takes you in.', enter: 'Come in', decline: 'Not now',
    list: 'Who else is in it', in: '{who} is in it', waits: '{who} is asked, and has not answered', handOver: 'Hand over to {who}', invite: 'Ask in',
    ask: { heading: 'Ask a colleague in', how: 'They are told, and come in when they say so. The customer sees that there are two.', who: 'Colleague', full: '{name}, no place free: can come in, and cannot be handed it', note: 'Note for them; the customer never sees it', send: 'Ask them in' },
    over: 'Nobody waits for that answer any more.', full: 'There are {n} beside this chat already.', noPlace: 'They have no place free ({n}). It stays with you.',
    askAgain: 'They were asked a moment ago, and did not come in. You can ask them again in {n} second, or ask somebody else. | They were asked a moment ago, and did not come in. You can ask them again in {n} seconds, or ask somebody else.',
    contact: 'Begin the contact', contactWords: 'No contact is open: what is done in the account would stand outside of this chat.',
    notify: { title: 'You are asked into a chat', body: '{topic}. A colleague asks, and waits for a minute.' },
    command: { enter: 'Come into the chat that I am asked into', invite: 'Ask a colleague into the chat', handOver: 'Hand the chat over to the colleague who is in it' },
  },
} as const
