/** What the page of a technician's day says. `{name}` stands for what the day says. */
export const dayWords = {
  en: {
    title: 'Day of {name}', plainTitle: 'Your day', other: 'Español',
    asOf: 'Read at {time}; load it again to see what has changed.', until: 'This link works until {time}', again: 'Load again', none: 'No visits on this day.', count: { one: '1 visit', other: '{count} visits' },
    minutes: '{minutes} min', promised: 'Promised {window}', notPromised: 'Nothing promised', travel: '{minutes} min on the way',
    statuses: { planned: '', onTheWay: 'on the way', inProgress: 'at work', completed: 'done', notDone: 'not done', cancelled: 'cancelled' },
    reported: 'Reported', tried: 'Found before', needs: 'Needs', contact: 'Contact', call: 'Call {phone}', access: 'Access', know: 'Know', dogs: 'dogs', adult: 'an adult is at home', noAdult: 'no adult is at home', speaks: 'speaks {language}', mustSpeak: 'must be spoken to in {language}', checklist: 'Checklist', reference: 'Reference',
    gate: 'Gate code', showGate: 'Show the gate code', gateNote: 'Each look is kept with its time.', gateFrom: 'The gate code is told from {time}', gateLost: 'It cannot be read any more. Ask dispatch.', gateGone: 'This visit is not yours any more. Load the page again.', gateFailed: 'That did not work. Try again.',
    replaced: 'This link is no longer in use. If you were given a newer one, use that; if not, ask dispatch.', over: 'The time of this link is over. Ask dispatch for a new one.', notFound: 'This link is not known. Open it again whole, as it was sent to you.', tooMany: 'That was too often. Wait a minute and load this page again.', broken: 'Something went wrong here. Load this page again in a minute.',
  },
  es: {
    title: 'Día de {name}', plainTitle: 'Su día', other: 'English',
    asOf: 'Leído {time}; vuelva a cargarlo para ver qué cambió.', until: 'Este enlace sirve hasta {time}', again: 'Volver a cargar', none: 'Ninguna visita en este día.', count: { one: '1 visita', other: '{count} visitas' },
    minutes: '{minutes} min', promised: 'Prometida {window}', notPromised: 'Nada prometido', travel: '{minutes} min de camino',
    statuses: { planned: '', onTheWay: 'en camino', inProgress: 'en el trabajo', completed: 'hecha', notDone: 'no hecha', cancelled: 'cancelada' },
    reported: 'Reportado', tried: 'Encontrado antes', needs: 'Necesita', contact: 'Contacto', call: 'Llamar al {phone}', access: 'Acceso', know: 'Sepa', dogs: 'perros', adult: 'hay un adulto en casa', noAdult: 'no hay un adulto en casa', speaks: 'habla {language}', mustSpeak: 'hay que hablarle en {language}', checklist: 'Lista de control', reference: 'Referencia',
    gate: 'Código de acceso', showGate: 'Mostrar el código de acceso', gateNote: 'Cada consulta se guarda con su hora.', gateFrom: 'El código de acceso se dice desde {time}', gateLost: 'Ya no se puede leer. Pregunte a despacho.', gateGone: 'Esta visita ya no es suya. Vuelva a cargar la página.', gateFailed: 'No funcionó. Inténtelo de nuevo.',
    replaced: 'Este enlace ya no se usa. Si le dieron uno más nuevo, use ese; si no, pregunte a despacho.', over: 'El tiempo de este enlace terminó. Pida uno nuevo a despacho.', notFound: 'No conocemos este enlace. Ábralo de nuevo completo, como se lo enviaron.', tooMany: 'Fueron demasiados intentos. Espere un minuto y vuelva a cargar la página.', broken: 'Algo falló aquí. Vuelva a cargar esta página en un minuto.',
  },
} as const
export type DayWords = (typeof dayWords)['en' | 'es']
