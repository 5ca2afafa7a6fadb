import type { visits as english } from '../en/visits.ts'
import type { Shape } from '../shape.ts'

/** Las visitas de técnicos, como las reservan los agentes. */
export const visits: Shape<typeof english> = {
  visit: {
    heading: 'Reservar una visita',
    moveHeading: 'Otra hora para {reference}',
    open: 'Visita',
    chooseType: 'Elija …', typeFirst: 'Elija qué hay que hacer: los mejores horarios vienen solos.',
    workType: 'Qué hay que hacer', reason: 'Por qué, en palabras del cliente', findings: 'Lo que se encontró', from: 'Desde', length: 'Cuánto dura', usual: '{count} min (usual)', asUsual: 'lo usual', minutes: '{count} min', speaks: 'El técnico habla', anyLanguage: 'cualquier idioma',
    looking: 'Buscando horarios', windows: 'Mejores horarios, con su tecla', nextThree: 'Los tres siguientes', none: 'Nadie que pueda hacerlo tiene tiempo en estas dos semanas. Busque desde otro día o sin idioma.',
    near: {
      after: '{name} está a un minuto a las {time} | {name} está a {count} minutos a las {time}',
      before: '{name} está a un minuto de su visita siguiente, a las {time} | {name} está a {count} minutos de su visita siguiente, a las {time}',
      free: '{name} está libre entonces, a un minuto | {name} está libre entonces, a {count} minutos',
      home: '{name} viene directo desde su inicio, un minuto | {name} viene directo desde su inicio, {count} minutos', onTheWay: 'de paso',
    },
    full: 'día lleno al {share} %', choices: 'podría venir uno | podrían venir {count}',
    lost: '{by} llegó antes: {when} ya está tomado.', lostUnknown: '{when} ya no está libre.',
    who: { customer: 'El cliente', within: 'el cliente', another: 'Otro cliente' },
    heldFor: 'Apartado para esta llamada hasta las {time}, queda un minuto | Apartado para esta llamada hasta las {time}, quedan {count} minutos',
    renew: 'Cinco minutos más', other: 'Otro horario', book: 'Reservar', move: 'Mover', booking: 'Reservando …',
    notes: {
      name: 'Quién estará', phone: 'Teléfono ese día', access: 'Acceso, estacionamiento, dónde está el módem', gate: 'Código de acceso', save: 'Guardar las notas', change: 'Cambiar notas', dropCode: 'Quitar el código guardado; si se deja vacío, sigue', gateHint: 'Solo quienes envían al técnico ven el código; no está en búsquedas ni borradores.', language: 'Se le habla en', dogs: 'Perros', adult: 'Adulto en casa', notAsked: 'sin preguntar', yes: 'Sí', no: 'No',
      tellBy: 'Enlace para confirmar o mover', tellNot: 'no enviar', tellCannot: 'Ahora no se puede enviar un enlace a este cliente: no hay páginas para clientes, no hay cómo enviarlo, o ningún contacto tiene un día y quien llama no está verificado.', channel: { sms: 'por mensaje de texto', email: 'por correo' },
    },
    blocked: 'Hay una interrupción en este domicilio. Una visita no la repara.', blockedWork: 'A esa hora hay trabajos previstos en este domicilio.', blockedMayNot: 'Un supervisor puede reservarla de todos modos, con un motivo.', override: 'Por qué una visita de todos modos',
    bookedWords: 'Nuestro técnico {name} viene {when}. Debe haber un adulto en casa. Si algo cambia, llamamos.', movedWords: 'Nuestro técnico {name} viene ahora {when}.', linkSent: 'Va en camino un enlace para confirmar, mover o cancelar.',
    left: 'Esta cuenta está cerrada: ya no se reserva ni se mueve ninguna visita.', offlineCard: 'Sin el servidor no se confirma, cambia ni cancela ninguna visita. Hágalo cuando vuelva la línea.',
    offline: 'Sin el servidor no hay horarios que ofrecer. Lo que escribió se guarda como borrador; resérvela cuando vuelva la línea.',
    card: 'Visitas', comes: '{name}, hacia las {time}', nobodyYet: 'Aún sin técnico', confirm: 'Estarán en casa', moveIt: 'Mover', cancel: 'Cancelar', whyCancel: '¿Por qué se cancela?', cancelNote: 'En pocas palabras', cancelYes: 'Cancelar la visita', cancelNo: 'Dejarla',
    work: { onTheWay: '{name} va en camino', inProgress: '{name} está ahí' },
    status: { booked: 'reservada', confirmed: 'confirmada', completed: 'hecha', cancelled: 'cancelada', noShow: 'no había nadie', missed: 'no fue nadie' },
    endReason: { customerAsked: 'Lo pidió el cliente', fixedWithoutVisit: 'Ya funciona', outage: 'Era una interrupción', noTechnician: 'Sin técnico', bookedTwice: 'Reservada dos veces', other: 'Otra cosa' },
    link: { again: 'Enviar el enlace otra vez', send: 'Enviar el enlace' },
    notHome: 'No había nadie en casa cuando llegó {name}.', notHomeUnnamed: 'No había nadie en casa cuando llegó nuestro técnico.', noAccess: '{name} no pudo entrar.', noAccessUnnamed: 'Nuestro técnico no pudo entrar.', notedAt: 'Anotado: {time}.', noneBooked: 'No hay otra visita reservada.',
    missed: 'No fue nadie: llame al cliente.', missedBy: 'Tenía que ir {name}.', missedNobody: 'Ningún técnico la tenía.', bookMissed: 'Reservarla de nuevo', notNeeded: 'Ya no hace falta', whyNotNeeded: '¿Por qué ya no hace falta?', notNeededYes: 'No hace falta otra visita',
    leftOpen: 'Queda algo por hacer: no hay otra visita reservada.', leftOpenWhat: 'Queda por hacer, sin otra visita reservada: {what}', bookFollowUp: 'Reservar la otra visita',
    problems: {
      expired: 'Pasaron los cinco minutos. Elija otra vez un horario; lo que escribió sigue aquí.', otherWork: 'Ese horario está apartado para otro trabajo: elija uno para esta visita.', past: 'Ese horario ya empezó.', noWindow: 'Ese no es un horario de ese trabajo.', noTechnician: 'Ese técnico ya no puede ir ahí.', outage: 'Hay una interrupción en este domicilio.', maintenance: 'A esa hora hay trabajos previstos.',
      underWay: 'El técnico ya va en camino. Llame a despacho.', over: 'Esa visita ya terminó.', confirmed: 'Ya estaba confirmada.', followed: 'Ya hay otra visita reservada para eso: está en Visitas. No se reservó nada; lo que escribió sigue aquí.', closed: 'La cuenta está cerrada.', noContact: 'La cuenta no tiene ese contacto.', tooFar: 'Es demasiado lejos en el tiempo.', pastDay: 'Ese día ya pasó.', noWorkType: 'Ese trabajo ya no se hace.',
      notSent: 'El servidor no respondió. Que sepamos, no se reservó nada; mire las visitas antes de probar otra vez.', changed: '{by} cambió esta visita entretanto. Mírela otra vez.', changedUnknown: 'Esta visita cambió entretanto. Mírela otra vez.', mayNotOverride: 'Solo un supervisor o quien despacha puede reservarla de todos modos.',
      holds: 'Tiene cinco horarios apartados para otras llamadas. Suelte uno primero.', noPortal: 'Los clientes no tienen páginas aquí, así que no se puede enviar un enlace.',
      noMail: 'No hay nada configurado para enviar el enlace por esa vía.', newContact: 'No se envía un enlace a un contacto de menos de un día: verifique primero a quien llama.',
    },
  },
}
