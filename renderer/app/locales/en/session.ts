export const session = {
  signIn: {
    heading: 'Sign in',
    userName: 'User name',
    password: 'Password',
    showPassword: 'Show the password',
    capsLock: 'Caps Lock is on.',
    submit: 'Sign in',
    busy: 'Signing in…',
  },
  backend: {
    asking: 'Looking for the server…',
    ready: 'Ready to sign in.',
    starting: 'The server is starting…',
    opening: 'The server is opening its database…',
    migrating: 'The server is bringing its database up to date: {done} of {total}',
    fillingDemo: 'Making the demo operator: {done} of {total}. This happens once.',
    absent: 'The server does not answer, so nobody can sign in yet. It is tried again by itself; if this lasts, tell your administrator.',
    failed: 'The server on this computer could not be started. Close the program and open it again; if this comes back, tell your administrator.',
  },
  demo: {
    heading: 'Demo accounts',
    explain: 'Every person in this demo is invented. Choose a role to sign in.',
  },
  role: {
    agent: 'Agent',
    seniorAgent: 'Senior agent',
    supervisor: 'Supervisor',
    dispatcher: 'Dispatcher',
    administrator: 'Administrator',
    auditor: 'Auditor',
  },
} as const
