import type { chat as english } from '../en/chat.ts'
import type { Shape } from '../shape.ts'

/** El chat, como lo tienen los agentes y quienes los supervisan. */
export const chat: Shape<typeof english> = {
  chat: {
    page: 'Chats', heading: 'Chats con clientes', wall: 'Panel de chats', wallHeading: 'Panel de chats: quién espera y quién responde',
    wanting: 'Un chat le espera | {n} chats le esperan',
    mine: 'Sus chats', mineEmpty: 'No tiene ningún chat. El que se le ofrece aparece abajo a la izquierda.', waiting: 'Esperan en sus colas', waitingEmpty: 'Nadie espera en sus colas.', waitingMore: 'y {n} más detrás', choose: 'Elija un chat a la izquierda.',
    takesNone: 'Usted no está entre quienes toman chats. Un supervisor le agrega en el panel de chats.',
    topic: { internet: 'Internet', television: 'Televisión', phone: 'Teléfono', bill: 'Factura', plan: 'Plan', signIn: 'Iniciar sesión', other: 'Otra cosa' },
    reason: { repeat: 'vuelve dentro de un día', outage: 'interrupción en la dirección', business: 'empresa' },
    status: { waiting: 'Espera', offered: 'Se está ofreciendo', active: 'Abierto', wrapUp: 'Terminó, se anota', closed: 'Terminó' },
    writeUp: 'Terminó: diga en qué quedó',
    seat: { watching: 'Usted observa', joined: 'Usted participa' },
    with: 'Está con {who}.',
    unread: 'nuevo', noQuestion: 'nada pendiente', unanswered: 'Espera respuesta hace {time}', waits: 'Espera hace {time}', wrapLeft: '{time} para decir en qué quedó', queue: 'Cola: {queue}', returns: 'Volvió una vez porque nadie respondió | Volvió {n} veces porque nadie respondió',
    offer: { heading: 'Un chat para usted', of: '{name}: {topic}', left: 'quedan {n} s', accept: 'Aceptar', decline: 'Rechazar', more: 'uno más detrás | {n} más detrás', said: 'Se le ofrece un chat: {name}, {topic}. {key} lo acepta.' },
    notify: { title: 'Un chat le espera', body: '{topic}. Vuelve a la cola a los 20 segundos.', word: 'Un cliente escribe', wordBody: '{topic}. Espera su respuesta.' },
    mode: {
      heading: 'Si toma chats', available: 'Toma chats', away: 'Ausente', toAvailable: 'Tomar chats', to: 'Ausente: {reason}', since: 'desde las {time}',
      reasons: { break: 'pausa', lunch: 'almuerzo', training: 'formación', meeting: 'reunión', paperwork: 'papeleo', missed: 'no se tomó una oferta', gone: 'el puesto no respondía' },
      missed: 'Está ausente desde las {time}: no se tomó una oferta. No se le ofrece nada más.', gone: 'Está ausente desde las {time}: no se podía contactar con este puesto. No se le ofrece nada más.', back: 'Volver a tomar chats',
    },
    command: { accept: 'Aceptar el chat que se ofrece', next: 'Siguiente chat que me espera', previous: 'Chat que me espera, hacia atrás', available: 'Tomar chats', away: 'No tomar chats: pausa', undo: 'Retirar el último mensaje', whisper: 'Escribir a colegas, o al cliente', attach: 'Enviar una imagen o un PDF' },
    log: 'Mensajes', earlier: 'Mostrar anteriores', below: 'Nuevo abajo', customer: 'Cliente', colleagues: 'solo para colegas',
    here: 'Su página está abierta', away: 'Su página no está abierta. Lo que escriba le espera allí siete días.', signedIn: 'con sesión iniciada', notSignedIn: 'solo dijo un nombre', language: 'escribe en {language}',
    said: {
      joined: '{who} está aquí', left: '{who} se fue', returned: 'Nadie respondió: volvió a la cola', transferred: '{who} lo pasó', reopened: 'El cliente sigue con el chat',
      closed: { customer: 'El cliente terminó el chat', agent: 'Lo terminó el agente', silence: 'Terminó por sí solo: nadie escribió' },
    },
    note: { whisper: '{who} susurra', note: 'Nota de {who}', offered: 'Ofrecido a {who}', accepted: 'Aceptado por {who}', declined: '{who} lo rechazó', missed: '{who} no lo tomó a tiempo', returned: 'Volvió de {who}: sin respuesta', transferred: '{who} lo pasó', takenOver: '{who} se hizo cargo', watching: '{who} observa', unwatching: '{who} ya no observa', joined: '{who} entró', left: '{who} salió', invited: '{who} invitó a {whom}', inviteDeclined: '{who} no quiso entrar', inviteMissed: '{who} no respondió', handedOver: '{who} lo entregó a {whom}' },
    mark: { sent: 'Enviado', delivered: 'Llegó', read: 'Leído' },
    outgoing: { leaves: 'Sale en {n} s', leavesNow: 'Saliendo', undo: 'Deshacer', now: 'Enviar ya', going: 'En camino', failed: 'No enviado, hasta donde se sabe', again: 'Enviar de nuevo', back: 'De vuelta al cuadro', byOther: 'Escrito por un colega' },
    file: {
      attach: 'Archivo', hint: 'Enviar una imagen o un PDF', notForColleagues: 'Los archivos van al cliente. Elija primero «Al cliente».', picture: 'Imagen: {name}', open: 'Ver en grande', drawing: 'La imagen está llegando', notDrawn: 'No se puede mostrar. Pulse para intentar de nuevo.', notKept: 'Este archivo ya no está.', actual: 'Píxel a píxel', fit: 'Entera',
      save: 'Guardar como…', saved: 'Guardado como {name}.', saveFailed: 'No se pudo guardar ({code}).', going: '{name} está en camino', percent: '{n} %', cancel: 'Cancelar', remove: 'Quitar', megabytes: '{n} MB', kilobytes: '{n} kB', unreadable: 'Este archivo no se puede leer ({code}).',
      problem: {
        notAllowed: 'Esto no es una imagen ni un PDF. Se pueden enviar PNG, JPEG, WebP, GIF y PDF.', broken: 'Este archivo está dañado.', empty: 'Este archivo está vacío.', tooManyPixels: 'Esta imagen tiene demasiados píxeles para verla.', cut: 'El archivo no llegó entero. Envíelo de nuevo.', noFile: 'El archivo ya no está. Elíjalo de nuevo.',
        tooLarge: 'Este archivo es demasiado grande: como mucho 10 MB.', bytes: 'Este archivo es demasiado grande: como mucho 10 MB.', notAFile: 'Esto no es un archivo.', gone: 'El archivo ya no está o ha cambiado. Elíjalo de nuevo.',
        files: 'Este chat ya tiene todos los archivos que caben: 20.', conversationBytes: 'Este chat ya tiene todos los archivos que caben: 50 MB.', houseBytes: 'No queda sitio para archivos. Avise a su administrador.', uploads: 'Otro archivo sigue en camino. Intente de nuevo en un momento.',
      },
    },
    typing: 'El cliente está escribiendo', compose: 'Mensaje para {name}', composeWhisper: 'Solo para colegas: {name} nunca lo ve', hint: 'Mayús Intro: otra línea', left: 'quedan {n}', tooLong: 'sobran {n}',
    send: 'Enviar', whisper: 'Susurrar', forCustomer: 'Al cliente', forColleagues: 'A colegas', audience: 'Quién lo lee', draftNotKept: 'Lo que escribe no se puede conservar ahora en este equipo. Envíelo antes de cerrar la ventana.',
    watched: 'Usted lee la conversación. El cliente no lo sabe. Lo que escriba es solo para colegas.', join: 'Entrar', takeOver: 'Hacerse cargo', leave: 'Salir', over: 'Este chat terminó.',
    transfer: { open: 'Pasar', heading: 'Pasar el chat', to: 'A', queues: 'Colas', people: 'Quién está', person: '{name}, un lugar libre | {name}, {n} lugares libres', full: '{name}, sin lugar libre: espera a uno', nobody: 'No hay nadie más.', note: 'Nota para quien lo tome; el cliente nunca la ve', send: 'Pasar', cancel: 'Cancelar' },
    end: 'Terminar chat', wrap: { heading: '¿En qué quedó?', left: 'quedan {time}; después termina sin ello', outcome: 'Resultado', text: 'En palabras, para el historial de la cuenta', textNoAccount: 'En palabras. No se sabe de quién es la cuenta: dígalo a la derecha, o esto no se guarda.', save: 'Listo', byCustomer: 'El cliente terminó el chat. Si escribe, se abre de nuevo.', byAgent: 'Usted terminó el chat. Si el cliente escribe, se abre de nuevo.', bySilence: 'El chat terminó por sí solo.' },
    account: { turn: 'Convertirlo en', region: 'De quién es la cuenta', open: 'Abrir la cuenta', unknown: 'De nadie todavía', unknownWords: '{name} solo dijo un nombre. Busque la cuenta, verifique a la persona y después hable de ella.', find: 'Nombre, teléfono, número de cuenta, dirección', found: 'Cuentas encontradas', none: 'Nadie encontrado.', choose: 'Es esta', another: 'Otra cuenta', verify: 'Verificar', address: 'Dirección', offline: 'La cuenta no se puede mostrar ahora.', cancel: 'Seguir con esta' },
    link: { title: 'Adónde lleva: {host}', ask: '¿Abrir esta dirección?', leads: 'Lleva a', misleads: 'No está escrita como se lee. Ábrala solo si conoce esta dirección.', open: 'Abrirla fuera', stay: 'Dejarla', address: 'la dirección', failed: 'No se pudo abrir.' },
    transcript: { heading: 'Lo que se dijo en el chat', span: '{from} a {to}', goesOn: 'Este chat continúa. Se podrá leer aquí cuando termine.', empty: 'No se dijo nada.', more: 'Mostrar más', offline: 'No se puede contactar con el servidor: lo dicho solo se guarda allí.', none: 'De este chat no se guarda nada.' }, find: { label: 'Palabras en los chats', go: 'Buscar', found: 'En los chats: {text}', none: 'Ningún chat terminado contiene {text}.', clear: 'Cerrar', more: 'Se muestran los {n} más nuevos.', offline: 'No se puede contactar con el servidor: los chats solo se guardan allí.' },
    notSent: 'No se hizo nada: no se puede contactar con el servidor. Lo que escribió queda aquí.', notYours: 'Este chat ya no está con usted.', hasLeft: 'Ya salió.', full: 'Tiene tantos chats como le corresponden ({n}).',
    problems: { invited: 'Ya tiene la invitación.', inIt: 'Ya participa.', notInIt: 'Ya no participa.', takesNone: 'No toma chats y no puede recibir uno.', notLinked: 'Diga primero de quién es la cuenta.', taken: 'Ya hay una con ese nombre.', noText: 'Un texto en al menos uno de los dos idiomas.', replyName: 'Ese no es nombre para una respuesta.', unknownVariable: 'Hay algo entre llaves que no es una variable.', gaps: 'Todavía tiene un hueco por completar.', notThere: 'Ahora no toma chats. Elija a otra persona o una cola.', unknownQueue: 'Esa cola ya no existe.', self: 'Ya está con usted.', signedIn: 'El cliente inició sesión en esta cuenta: no puede ser otra.', reused: 'Ya se envió.' },
    agent: {
      heading: 'Chats de {name}', add: 'Agregar a alguien que tome chats', find: 'Nombre de un colega', queues: 'Colas', languages: 'Idiomas', languagesHint: 'Códigos separados por comas, como en, es.', skills: 'Habilidades', skillsHint: 'Separadas por comas; las reglas las piden palabra por palabra.', capacity: 'Chats a la vez', undo: 'Segundos para retirar un mensaje', save: 'Guardar', cancel: 'Cancelar',
      changed: 'Alguien lo cambió entretanto. Lo que usted no tocó sigue ese cambio; mírelo y guarde de nuevo.', wrongLanguages: 'Los códigos son dos o tres letras minúsculas, como en o es.', wrongCapacity: 'De 0 a 20.', wrongUndo: 'De 0 a 15.', wrongSkills: 'Como máximo 20, de 40 letras como máximo.', saved: 'Los chats de {name} cambiaron.', added: '{name} toma chats desde ahora.',
    },
    onWall: {
      percent: '{n} %',
      queues: 'Colas', queuesEmpty: 'No hay ninguna cola.', people: 'Personas', peopleEmpty: 'Nadie toma chats todavía.', conversations: 'Conversaciones', conversationsEmpty: 'Nadie habla ni espera.', more: 'Se muestran las primeras {n}.',
      queue: 'Cola', waiting: 'Esperan', longest: 'Espera más larga', answered: 'A tiempo', ofAnswered: '{inTime} de {all} en {target}', nothingYet: 'hoy nada todavía', abandoned: 'Sin respuesta', there: 'Están', free: 'Lugares libres', shut: 'cerrada ahora', inactive: 'en desuso', late: 'más del objetivo', soon: 'cerca del objetivo',
      who: 'Quién', state: 'Estado', since: 'Desde', held: 'Tiene', ofCapacity: '{held} de {capacity}', languages: 'Idiomas', by: 'por {who}', notThere: 'puesto sin respuesta', sendAway: 'Poner ausente', reason: 'Poner ausente a {name}', bringBack: 'Devolver', edit: 'Cambiar',
      name: 'Cliente', topic: 'Sobre', owner: 'Con', nobody: 'nadie', watch: 'Observar', open: 'Abrir', refreshed: 'A las {time}', actions: 'Qué hacer', customerGone: 'página no abierta', age: 'Espera respuesta',
    },
  },
}
