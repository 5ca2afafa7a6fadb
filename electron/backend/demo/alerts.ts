/** What everybody who opens the account must see. Data, as a colleague typed it. */
import type { Alert } from '#shared/features/customers/customers.schema.ts'

type Severity = Alert['severity']

export const alertTexts: readonly (readonly [Severity, string])[] = [
  ['stop', 'Fraud watch: change nothing by phone; ask the caller to visit a store with a photo ID.'],
  ['stop', 'Account owner deceased. Speak only with the executor named in the notes.'],
  ['stop', 'Order of protection on file. Never give out the address or say whether the account exists.'],
  ['look', 'Large dog in the yard. Technician must call before opening the gate.'],
  ['look', 'Hearing impaired. Calls come through a relay operator; allow extra time.'],
  ['look', 'Oxygen equipment in the home: tell the customer before any planned interruption.'],
  ['look', 'Customer asked for a supervisor on billing calls after a wrong disconnection.'],
  ['look', 'Blind customer. Bills in braille; do not refer to the paper bill.'],
  ['look', 'Two technicians required at this address.'],
  ['info', 'Superintendent holds the key to the cable closet, ring 1A.'],
  ['info', 'Calls are answered by the daughter, who is an authorized user.'],
  ['info', 'Gate code is with dispatch.'],
  ['info', 'Prefers appointments after 4 pm.'],
  ['info', 'Installation in a landmark building: no drilling in the front wall.'],
]
