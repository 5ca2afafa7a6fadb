/** What is written to customers about their sign-in; the frame of these texts is in `templates.ts`. */
import type { ParamKind, Words } from './templates.ts'

type Sentence = { subject: [en: string, es: string]; text: [en: string, es: string] }

const sent = { lastFour: 'text', link: 'link', expires: 'instant' } as const satisfies Record<string, ParamKind>
const never = ['We never ask for your password or a code by phone or e-mail.', 'Nunca pedimos su contraseña ni un código por teléfono ni por correo.'] as const

/** Of a link that is to be opened. */
function toOpen({ subject, text }: Sentence): { en: Words; es: Words } {
  const of = (language: 0 | 1, hello: string, once: string): Words => ({
    subject: `${subject[language]} - {operator}`,
    text: `${hello}\n\n${text[language]}\n\n{link}\n\n${once} ${never[language]}\n\n{operator}`,
    sms: `{operator}: ${text[language]} {link} ${once}`,
  })
  return { en: of(0, 'Hello,', 'The link works once, until {expires}.'), es: of(1, 'Hola:', 'Hasta el {expires} el enlace sirve una sola vez.') }
}

export const signInLinks = {
  signInRegister: {
    params: sent,
    ...toOpen({
      subject: ['Set up your sign-in', 'Cree su acceso'],
      text: ['Here you set up your sign-in for the account ending in {lastFour}:', 'Aquí puede crear su acceso a la cuenta terminada en {lastFour}:'],
    }),
  },
  signInReset: {
    params: sent,
    ...toOpen({
      subject: ['Choose a new password', 'Elija una contraseña nueva'],
      text: ['Here you choose a new password for the account ending in {lastFour}. If you did not ask for it, do nothing:', 'Aquí puede elegir una contraseña nueva para la cuenta terminada en {lastFour}. Si no lo pidió, no haga nada:'],
    }),
  },
  signInCode: {
    params: { code: 'text' },
    en: {
      subject: 'Your {operator} code',
      text: `Hello,\n\nyour code is {code}. It works for ten minutes, on the page where you asked for it.\n\n${never[0]}\n\n{operator}`,
      sms: '{operator}: your code is {code}. Never tell it to anybody who calls you.',
    },
    es: {
      subject: 'Su código de {operator}',
      text: `Hola:\n\nSu código es {code}. Sirve durante diez minutos, en la página donde lo pidió.\n\n${never[1]}\n\n{operator}`,
      sms: '{operator}: su código es {code}. No se lo diga a nadie que le llame.',
    },
  },
} as const

/** Of what has happened; `{date}` is its day. */
export const signInChanges = {
  signInCreated: [['Your sign-in was set up', 'Se creó su acceso'], ['On {date} a sign-in was set up for your account ending in {lastFour}.', 'El {date} se creó un acceso a su cuenta terminada en {lastFour}.']],
  signInPasswordChanged: [['Your password was changed', 'Se cambió su contraseña'], ['On {date} the password of your account ending in {lastFour} was changed.', 'El {date} se cambió la contraseña de su cuenta terminada en {lastFour}.']],
  signInFactorAdded: [['A second step was added', 'Se agregó un segundo paso'], ['On {date} a second step was added to the sign-in of your account ending in {lastFour}. All other devices were signed out.', 'El {date} se agregó un segundo paso al acceso de su cuenta terminada en {lastFour}. Se cerró la sesión en los demás dispositivos.']],
  signInFactorRemoved: [['A second step was removed', 'Se eliminó un segundo paso'], ['On {date} a second step was removed from the sign-in of your account ending in {lastFour}. All other devices were signed out.', 'El {date} se eliminó un segundo paso del acceso de su cuenta terminada en {lastFour}. Se cerró la sesión en los demás dispositivos.']],
  signInUnlocked: [['Your sign-in was unlocked', 'Se desbloqueó su acceso'], ['On {date} the sign-in of your account ending in {lastFour} was unlocked by our support.', 'El {date} nuestro servicio al cliente desbloqueó el acceso de su cuenta terminada en {lastFour}.']],
  signInSessionsEnded: [['You were signed out everywhere', 'Se cerraron todas sus sesiones'], ['On {date} all sessions of your account ending in {lastFour} were ended, and no device is remembered any more.', 'El {date} se cerraron todas las sesiones de su cuenta terminada en {lastFour}, y ya no se recuerda ningún dispositivo.']],
  signInPasswordForced: [['Your password must be replaced', 'Debe cambiar su contraseña'], ['On {date} the password of your account ending in {lastFour} was put out of use. A link for a new one has been sent to you.', 'El {date} la contraseña de su cuenta terminada en {lastFour} dejó de servir. Le hemos enviado un enlace para elegir otra.']],
  signInFrozen: [['Your sign-in is frozen', 'Su acceso está congelado'], ['On {date} the sign-in of your account ending in {lastFour} was frozen, because somebody else may have tried to use it.', 'El {date} se congeló el acceso de su cuenta terminada en {lastFour}, porque quizá otra persona intentó usarlo.']],
  signInUnfrozen: [['Your sign-in is no longer frozen', 'Su acceso ya no está congelado'], ['On {date} the sign-in of your account ending in {lastFour} was released again. It needs a new password: the old one opens nothing, and a link for a new one goes to the contact that we have had on the account.', 'El {date} se descongeló el acceso de su cuenta terminada en {lastFour}. Necesita una contraseña nueva: la anterior ya no abre nada, y el enlace para elegir otra va al contacto que ya teníamos en la cuenta.']],
} as const
