/** Lo que los clientes dejaron cuando no había nadie. */
export const leftMessages = {
  leftMessage: {
    page: 'Mensajes dejados', heading: 'Mensajes que dejaron los clientes', count: 'Espera un mensaje | Esperan {n} mensajes',
    shelf: 'Cuáles', waiting: 'Pendientes', done: 'Hechos', empty: { waiting: 'No espera ningún mensaje.', done: 'Todavía no hay ninguno hecho.' }, more: 'y {n} más detrás',
    wants: { message: 'pide respuesta', callBack: 'pide una llamada' }, wantsLong: { message: 'Pide respuesta:', callBack: 'Pide una llamada:' },
    reach: 'cómo se le responde', waits: 'espera desde hace {age}', leftAt: 'Dejado el {time}', doneBy: 'Hecho por {who}, {time}', inHand: 'lo tiene {who}',
    yours: 'Lo tiene usted desde {time}.', theirs: 'Lo tiene {who} desde {time}.', putBack: 'Devolverlo',
    age: { now: 'menos de un minuto', minutes: 'un minuto | {n} minutos', hours: 'una hora | {n} horas', days: 'un día | {n} días' },
    hasTicket: 'El tique {reference} está en la cuenta.', unknownWords: '{name} no había iniciado sesión. Busque la cuenta antes de hacer un tique.',
    acts: 'Qué se hace', call: 'Llamo yo: tomarlo', callAccount: 'Devolver la llamada', take: 'Tomarlo', makeTicket: 'Hacer un tique', needsAccount: 'Para un tique, diga a la derecha de quién es la cuenta.',
    note: 'En qué quedó', noteTicket: 'En qué quedó; su tique se cierra con ello', settle: 'Hecho',
    gone: 'Un colega fue más rápido. Lo que escribió queda aquí hasta que usted se vaya.', first: '{who} se adelantó. Lo que escribió queda aquí.', firstUnknown: 'Cambió entretanto. Lo que escribió queda aquí.',
    problems: { signedIn: 'Había iniciado sesión en esta cuenta: no puede ser otra.', ticket: 'Ya tiene un tique.', notTheirs: 'Ahora trata de otra cuenta.', ticketNote: 'Diga en qué quedó: su tique se cierra con esas palabras.', taken: 'Ese tique ya existe.' },
  },
} as const
