/** What the page of a visit says. `{name}` stands for what the visit says. */
export const visitWords = {
  en: {
    title: 'Your visit',
    account: 'Account ending in {lastFour}',
    adult: 'Somebody of at least 18 years must be at home.',
    confirm: 'We will be there', move: 'Choose another time', cancel: 'Cancel the visit',
    confirmed: 'Thank you, you have confirmed. You can still choose another time or cancel.',
    changing: 'We have to change this time, and will call you. You can also choose another time here yourself.',
    cancelled: 'This visit is cancelled. Nobody comes. If you still need one, please call us.',
    over: 'The time of this visit has begun or is over. For anything else, please call us.',
    underWay: 'Our technician is on the way. For anything else, please call us.',
    replaced: 'This link is no longer in use. We sent you a newer one; please use that.',
    choose: 'These times are free now:', none: 'There is no other time in the next two weeks. Please call us.', back: 'Back', sure: 'Do you want to cancel the visit?', yes: 'Yes, cancel it', no: 'No, keep it',
    taken: 'That time has just been taken. Please choose another one.',
    working: 'One moment…', notFound: 'This link is not known. Open it again from our message, whole.', tooMany: 'That was too often. Wait a minute and load this page again.', broken: 'Something went wrong here. Load this page again in a minute: it tells what holds.', call: 'Our number: {phone}',
  },
  es: {
    title: 'Su visita',
    account: 'Cuenta terminada en {lastFour}',
    adult: 'Debe haber en casa una persona de al menos 18 años.',
    confirm: 'Estaremos en casa', move: 'Elegir otra hora', cancel: 'Cancelar la visita',
    confirmed: 'Gracias, usted ha confirmado. Todavía puede elegir otra hora o cancelar.',
    changing: 'Tenemos que cambiar esta hora y le llamaremos. También puede elegir otra hora aquí usted mismo.',
    cancelled: 'Esta visita está cancelada. No va nadie. Si todavía la necesita, llámenos.',
    over: 'La hora de esta visita ya empezó o pasó. Para cualquier otra cosa, llámenos.',
    underWay: 'Nuestro técnico va en camino. Para cualquier otra cosa, llámenos.',
    replaced: 'Este enlace ya no se usa. Le enviamos uno más nuevo; use ese.',
    choose: 'Estas horas están libres ahora:', none: 'No hay otra hora en las próximas dos semanas. Por favor llámenos.', back: 'Volver', sure: '¿Quiere cancelar la visita?', yes: 'Sí, cancelarla', no: 'No, mantenerla',
    taken: 'Esa hora acaba de ser tomada. Por favor elija otra.',
    working: 'Un momento…', notFound: 'No conocemos este enlace. Ábralo de nuevo desde nuestro mensaje, completo.', tooMany: 'Fueron demasiados intentos. Espere un minuto y vuelva a cargar la página.', broken: 'Algo falló aquí. Vuelva a cargar esta página en un minuto: le dirá qué vale.', call: 'Nuestro número: {phone}',
  },
} as const
export type VisitWords = (typeof visitWords)['en' | 'es']
