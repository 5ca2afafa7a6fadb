/**
 * What is written to customers, in their language. Data alone: a name in braces stands for a parameter, `{operator}` for the
 * operator. Of parameters no more is in a message than here. Nothing here may carry a new address or number of a customer: a
 * message about a change goes to whoever was reached there before.
 */
import type { MessageTemplate } from '#shared/features/messages/messages.schema.ts'
import { signInChanges, signInLinks } from './sign-in-templates.ts'

/** `money` in minor units with its currency; `data` in megabytes, told in gigabytes; `date` a day; `instant` is told in the operator's time; `window` from when to when somebody comes, `link` is written as it is. */
export type ParamKind = 'text' | 'money' | 'data' | 'date' | 'instant' | 'window' | 'link'
export type Words = { subject: string; text: string; sms: string }
export type Template = { params: Readonly<Record<string, ParamKind>>; en: Words; es: Words }

const account = { lastFour: 'text' } as const
const change = { ...account, date: 'date' } as const

const notYou = 'If you did not ask for this, please call us at once.'
const noFueUsted = 'Si usted no lo pidió, llámenos de inmediato.'

/** Of a change: one sentence, once as a mail and once as a text message. */
const told = (subject: readonly [en: string, es: string], sentence: readonly [en: string, es: string]): Pick<Template, 'en' | 'es'> => ({
  en: { subject: `${subject[0]} - {operator}`, text: `Hello,\n\n${sentence[0]}\n\n${notYou}\n\n{operator}`, sms: `{operator}: ${sentence[0]} ${notYou}` },
  es: { subject: `${subject[1]} - {operator}`, text: `Hola:\n\n${sentence[1]}\n\n${noFueUsted}\n\n{operator}`, sms: `{operator}: ${sentence[1]} ${noFueUsted}` },
})

const use = { ...account, used: 'data', periodEnd: 'date' } as const
/** Of what the customer wanted to hear: nobody has to be warned of it. */
const toldOfUse = (subject: [en: string, es: string], sentence: [en: string, es: string]): Pick<Template, 'en' | 'es'> => ({
  en: { subject: `${subject[0]} - {operator}`, text: `Hello,\n\n${sentence[0]}\n\nYou asked us to tell you. Call us to change it.\n\n{operator}`, sms: `{operator}: ${sentence[0]}` },
  es: { subject: `${subject[1]} - {operator}`, text: `Hola:\n\n${sentence[1]}\n\nUsted pidió que le avisáramos. Llámenos para cambiarlo.\n\n{operator}`, sms: `{operator}: ${sentence[1]}` },
})

const plan = { ...account, what: 'text', effectiveOn: 'date', billDate: 'date', amount: 'money' } as const

/** What goes and what comes, as `{what}` of a change of services; each word before a list of names. */
export const planParts = {
  en: { started: 'New', ended: 'Ends', renewed: 'New contract', more: (names: string, count: number) => `${names} and ${count} more` },
  es: { started: 'Nuevo', ended: 'Termina', renewed: 'Contrato nuevo', more: (names: string, count: number) => `${names} y ${count} más` },
} as const

export const templates = {
  bill: {
    params: { ...account, amount: 'money', billDate: 'date', dueDate: 'date' },
    en: {
      subject: 'Your {operator} bill of {billDate}',
      text: 'Hello,\n\nyour bill of {billDate} for the account ending in {lastFour} is attached. It is {amount}, due on {dueDate}.\n\n{operator}',
      sms: '{operator}: your bill of {billDate} for the account ending in {lastFour} is {amount}, due on {dueDate}.',
    },
    es: {
      subject: 'Su factura de {operator} del {billDate}',
      text: 'Hola:\n\nAdjuntamos su factura del {billDate} de la cuenta terminada en {lastFour}. Es de {amount} y vence el {dueDate}.\n\n{operator}',
      sms: '{operator}: su factura del {billDate} de la cuenta terminada en {lastFour} es de {amount} y vence el {dueDate}.',
    },
  },
  payLink: {
    params: { ...account, amount: 'money', link: 'link', expires: 'instant' },
    en: {
      subject: 'Pay your {operator} bill',
      text: 'Hello,\n\nhere you can pay {amount} for your account ending in {lastFour}:\n\n{link}\n\nThe link works once, until {expires}. We never ask for a card number by phone or e-mail.\n\n{operator}',
      sms: '{operator}: pay {amount} for the account ending in {lastFour}: {link} Works once, until {expires}.',
    },
    es: {
      subject: 'Pague su factura de {operator}',
      text: 'Hola:\n\nAquí puede pagar {amount} de su cuenta terminada en {lastFour}:\n\n{link}\n\nHasta el {expires} el enlace sirve una sola vez. Nunca pedimos números de tarjeta por teléfono ni por correo.\n\n{operator}',
      sms: '{operator}: pague {amount} de la cuenta terminada en {lastFour}: {link} Hasta el {expires} sirve una vez.',
    },
  },
  methodLink: {
    params: { ...account, link: 'link', expires: 'instant' },
    en: {
      subject: 'Add a way to pay - {operator}',
      text: 'Hello,\n\nhere you can add a card to your account ending in {lastFour}:\n\n{link}\n\nThe link works once, until {expires}. We never ask for a card number by phone or e-mail.\n\n{operator}',
      sms: '{operator}: add a card to the account ending in {lastFour}: {link} Works once, until {expires}.',
    },
    es: {
      subject: 'Agregue una forma de pago - {operator}',
      text: 'Hola:\n\nAquí puede agregar una tarjeta a su cuenta terminada en {lastFour}:\n\n{link}\n\nHasta el {expires} el enlace sirve una sola vez. Nunca pedimos números de tarjeta por teléfono ni por correo.\n\n{operator}',
      sms: '{operator}: agregue una tarjeta a la cuenta terminada en {lastFour}: {link} Hasta el {expires} sirve una vez.',
    },
  },
  verificationCode: {
    params: { ...account, code: 'text', expires: 'instant' },
    en: {
      subject: 'Your {operator} code',
      text: 'Hello,\n\nyour code is {code}. Tell it to the person of {operator} whom you are talking to about the account ending in {lastFour}. It works once, until {expires}.\n\nIf you are not talking to us, tell it to nobody, and call us.\n\n{operator}',
      sms: '{operator}: your code is {code}, until {expires}. Tell it only if you have called us about the account ending in {lastFour}.',
    },
    es: {
      subject: 'Su código de {operator}',
      text: 'Hola:\n\nSu código es {code}. Dígaselo a la persona de {operator} con quien habla de la cuenta terminada en {lastFour}. Sirve una vez, hasta el {expires}.\n\nSi no está hablando con nosotros, no se lo diga a nadie y llámenos.\n\n{operator}',
      sms: '{operator}: su código es {code}, hasta el {expires}. Dígalo solo si usted nos llamó por la cuenta terminada en {lastFour}.',
    },
  },
  pinChanged: {
    params: change,
    ...told(['Your PIN was set', 'Se estableció su PIN'], [
      'On {date} the PIN of your account ending in {lastFour} was set.',
      'El {date} se estableció el PIN de su cuenta terminada en {lastFour}.',
    ]),
  },
  problemRestored: {
    params: { ...account, at: 'instant' },
    en: {
      subject: 'Your service is back - {operator}',
      text: 'Hello,\n\nthe problem at your address is over since {at}. If something on your account ending in {lastFour} still does not work, please unplug your modem for a minute, and call us if that does not help.\n\nYou asked us to tell you.\n\n{operator}',
      sms: '{operator}: the problem at your address is over since {at}. Still not working? Unplug your modem for a minute, then call us.',
    },
    es: {
      subject: 'Su servicio ha vuelto - {operator}',
      text: 'Hola:\n\nEl problema en su domicilio terminó el {at}. Si algo de su cuenta terminada en {lastFour} todavía no funciona, desconecte su módem un minuto y llámenos si no ayuda.\n\nUsted pidió que le avisáramos.\n\n{operator}',
      sms: '{operator}: el problema en su domicilio terminó el {at}. ¿Aún no funciona? Desconecte su módem un minuto y, si no ayuda, llámenos.',
    },
  },
  visitBooked: {
    params: { ...account, window: 'window', link: 'link' },
    en: {
      subject: 'Our technician comes - {operator}',
      text: 'Hello,\n\nour technician comes {window}, for your account ending in {lastFour}. Somebody of at least 18 years must be at home.\n\nHere you can say that you will be there, choose another time, or cancel:\n\n{link}\n\nWe never ask for passwords or card numbers for a visit.\n\n{operator}',
      sms: '{operator}: our technician comes {window}. Confirm, change or cancel: {link}',
    },
    es: {
      subject: 'Viene nuestro técnico - {operator}',
      text: 'Hola:\n\nNuestro técnico viene {window}, por su cuenta terminada en {lastFour}. Debe haber en casa una persona de al menos 18 años.\n\nAquí puede confirmar que estará, elegir otra hora o cancelar:\n\n{link}\n\nPara una visita nunca pedimos contraseñas ni números de tarjeta.\n\n{operator}',
      sms: '{operator}: nuestro técnico viene {window}. Confirme, cambie o cancele: {link}',
    },
  },
  visitMoved: {
    params: { ...account, window: 'window', link: 'link' },
    en: {
      subject: 'Another time for your visit - {operator}',
      text: 'Hello,\n\nour technician now comes {window}, for your account ending in {lastFour}.\n\nHere you can say that you will be there, choose another time, or cancel:\n\n{link}\n\n{operator}',
      sms: '{operator}: our technician now comes {window}. Confirm, change or cancel: {link}',
    },
    es: {
      subject: 'Otra hora para su visita - {operator}',
      text: 'Hola:\n\nAhora nuestro técnico viene {window}, por su cuenta terminada en {lastFour}.\n\nAquí puede confirmar que estará, elegir otra hora o cancelar:\n\n{link}\n\n{operator}',
      sms: '{operator}: ahora nuestro técnico viene {window}. Confirme, cambie o cancele: {link}',
    },
  },
  chatTranscript: {
    params: { ...account, begun: 'instant' },
    en: {
      subject: 'Your chat with {operator}',
      text: 'Hello,\n\nwhat was said in your chat of {begun} is attached, as you asked. It is about the account ending in {lastFour}.\n\nIf you did not ask for it, please call us.\n\n{operator}',
      sms: '{operator}: what was said in your chat of {begun} can be read on our chat page.',
    },
    es: {
      subject: 'Su chat con {operator}',
      text: 'Hola:\n\nAdjuntamos lo que se dijo en su chat del {begun}, como usted pidió. Es de la cuenta terminada en {lastFour}.\n\nSi usted no lo pidió, llámenos.\n\n{operator}',
      sms: '{operator}: lo que se dijo en su chat del {begun} se lee en nuestra página de chat.',
    },
  },
  visitCancelled: {
    params: { ...account, window: 'window' },
    en: {
      subject: 'Your visit is cancelled - {operator}',
      text: 'Hello,\n\nthe visit of our technician {window}, for your account ending in {lastFour}, is cancelled. Call us if you still need one.\n\n{operator}',
      sms: '{operator}: the visit of our technician {window} is cancelled. Call us if you still need one.',
    },
    es: {
      subject: 'Su visita está cancelada - {operator}',
      text: 'Hola:\n\nLa visita de nuestro técnico {window}, por su cuenta terminada en {lastFour}, está cancelada. Llámenos si todavía la necesita.\n\n{operator}',
      sms: '{operator}: la visita de nuestro técnico {window} está cancelada. Llámenos si todavía la necesita.',
    },
  },
  identified: {
    params: change,
    ...told(['Somebody was identified as you', 'Se identificó a alguien como usted'], [
      'On {date} one of our people talked to somebody about your account ending in {lastFour} and identified them as you without your PIN.',
      'El {date} alguien de nuestro equipo habló con una persona sobre su cuenta terminada en {lastFour} y la identificó como usted sin su PIN.',
    ]),
  },
  contactAdded: {
    params: change,
    ...told(['A contact was added', 'Se agregó un contacto'], [
      'On {date} a phone number or e-mail address was added to your account ending in {lastFour}.',
      'El {date} se agregó un teléfono o un correo electrónico a su cuenta terminada en {lastFour}.',
    ]),
  },
  contactChanged: {
    params: change,
    ...told(['A contact was changed', 'Se cambió un contacto'], [
      'On {date} a phone number or e-mail address of your account ending in {lastFour} was changed.',
      'El {date} se cambió un teléfono o un correo electrónico de su cuenta terminada en {lastFour}.',
    ]),
  },
  methodAdded: {
    params: change,
    ...told(['A way to pay was added', 'Se agregó una forma de pago'], [
      'On {date} a way to pay was added to your account ending in {lastFour}.',
      'El {date} se agregó una forma de pago a su cuenta terminada en {lastFour}.',
    ]),
  },
  methodRemoved: {
    params: change,
    ...told(['A way to pay was removed', 'Se eliminó una forma de pago'], [
      'On {date} a way to pay was removed from your account ending in {lastFour}.',
      'El {date} se eliminó una forma de pago de su cuenta terminada en {lastFour}.',
    ]),
  },
  autopayOn: {
    params: change,
    ...told(['Autopay is on', 'Pago automático activado'], [
      'On {date} automatic payment was set up for your account ending in {lastFour}.',
      'El {date} se configuró el pago automático de su cuenta terminada en {lastFour}.',
    ]),
  },
  autopayOff: {
    params: change,
    ...told(['Autopay is off', 'Pago automático desactivado'], [
      'On {date} automatic payment was turned off for your account ending in {lastFour}.',
      'El {date} se desactivó el pago automático de su cuenta terminada en {lastFour}.',
    ]),
  },
  paperlessOn: {
    params: change,
    ...told(['Paperless billing is on', 'Factura sin papel activada'], [
      'From {date} on, bills for your account ending in {lastFour} come by e-mail and no more on paper.',
      'A partir del {date}, las facturas de su cuenta terminada en {lastFour} llegan por correo electrónico y ya no en papel.',
    ]),
  },
  paperlessOff: {
    params: change,
    ...told(['Paperless billing is off', 'Factura sin papel desactivada'], [
      'From {date} on, bills for your account ending in {lastFour} come on paper.',
      'A partir del {date}, las facturas de su cuenta terminada en {lastFour} llegan en papel.',
    ]),
  },
  usageOverShare: {
    params: { ...use, share: 'text' },
    ...toldOfUse(['You have used at least {share} % of your data', 'Ha usado al menos el {share} % de sus datos'], [
      'You have used {used}, at least {share} % of the data of your account ending in {lastFour} until {periodEnd}.',
      'Ha usado {used}, al menos el {share} % de los datos de su cuenta terminada en {lastFour} hasta el {periodEnd}.',
    ]),
  },
  usageOverAmount: {
    params: { ...use, threshold: 'data' },
    ...toldOfUse(['You have used {threshold} of data', 'Ha usado {threshold} de datos'], [
      'You have used {used} with your account ending in {lastFour}, at least the {threshold} that you wanted to be told of. The cycle ends on {periodEnd}.',
      'Ha usado {used} con su cuenta terminada en {lastFour}, al menos los {threshold} de los que quería que le avisáramos. El ciclo termina el {periodEnd}.',
    ]),
  },
  usageUnderShare: {
    params: { ...use, share: 'text' },
    ...toldOfUse(['You are back under {share} % of your data', 'Está otra vez por debajo del {share} % de sus datos'], [
      'Your account ending in {lastFour} is back under {share} % of its data until {periodEnd}: {used} are used.',
      'Su cuenta terminada en {lastFour} está otra vez por debajo del {share} % de sus datos hasta el {periodEnd}: ha usado {used}.',
    ]),
  },
  usageUnderAmount: {
    params: { ...use, threshold: 'data' },
    ...toldOfUse(['You are back under {threshold} of data', 'Está otra vez por debajo de {threshold} de datos'], [
      'The use of your account ending in {lastFour} was corrected: it is {used}, under the {threshold} that you wanted to be told of. The cycle ends on {periodEnd}.',
      'Se corrigió el consumo de su cuenta terminada en {lastFour}: es de {used}, por debajo de los {threshold} de los que quería que le avisáramos. El ciclo termina el {periodEnd}.',
    ]),
  },
  planOrdered: {
    params: plan,
    ...told(['Your services change', 'Sus servicios cambian'], [
      'The services of your account ending in {lastFour} change from {effectiveOn} on. {what} Your bill of {billDate} is expected to be {amount}.',
      'Los servicios de su cuenta terminada en {lastFour} cambian a partir del {effectiveOn}. {what} Se prevé que su factura del {billDate} sea de {amount}.',
    ]),
  },
  planCancelled: {
    params: plan,
    ...told(['A change of your services was cancelled', 'Se canceló un cambio de sus servicios'], [
      'The change of services that was ordered for {effectiveOn} on your account ending in {lastFour} was cancelled. Not done: {what} Your bill of {billDate} is expected to be {amount}.',
      'Se canceló el cambio de servicios pedido para el {effectiveOn} en su cuenta terminada en {lastFour}. No se hace: {what} Se prevé que su factura del {billDate} sea de {amount}.',
    ]),
  },
  ...signInLinks,
  signInCreated: { params: change, ...told(...signInChanges.signInCreated) },
  signInPasswordChanged: { params: change, ...told(...signInChanges.signInPasswordChanged) },
  signInFactorAdded: { params: change, ...told(...signInChanges.signInFactorAdded) },
  signInFactorRemoved: { params: change, ...told(...signInChanges.signInFactorRemoved) },
  signInUnlocked: { params: change, ...told(...signInChanges.signInUnlocked) },
  signInSessionsEnded: { params: change, ...told(...signInChanges.signInSessionsEnded) },
  signInPasswordForced: { params: change, ...told(...signInChanges.signInPasswordForced) },
  signInFrozen: { params: change, ...told(...signInChanges.signInFrozen) },
  signInUnfrozen: { params: change, ...told(...signInChanges.signInUnfrozen) },
} as const satisfies Record<MessageTemplate, Template>
