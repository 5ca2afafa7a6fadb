import type { chatSetup as english } from '../en/chat-setup.ts'
import type { Shape } from '../shape.ts'

/** Los chats como se configuran: colas, horarios, reglas, y quién está en qué cola. */
export const chatSetup: Shape<typeof english> = {
  chatSetup: {
    page: 'Configurar chats', heading: 'Configurar chats: colas, horarios y reglas', queues: 'Colas y horarios', rules: 'Reglas', views: 'Qué se configura',
    nightly: 'Por el reloj de la empresa, también en las noches en que se cambia la hora.',
    queue: {
      add: 'Añadir una cola', change: 'Cambiar {name}', changeShort: 'Cambiar', name: 'Nombre', spanishName: 'Nombre en español', hours: 'Abierta', target: 'Objetivo', targetOf: '{percent} % en {time}', most: 'Esperan como máximo', people: 'Personas', now: 'Ahora', rules: 'Reglas',
      open: 'abierta', shut: 'fuera de horario', closed: 'cerrada del todo', waiting: 'espera uno | esperan {n}', none: 'No hay ninguna cola. No se puede recibir a nadie.', noRule: 'ninguna regla lleva aquí', by: 'cambiada por {who}, {time}', actions: 'Qué hacer',
      targetSeconds: 'Responder en, segundos', targetPercent: 'De cada cien que vienen', maxWaiting: 'Máximo que espera', maxWaitingHint: 'A quien venga después se le pide que deje un mensaje.', save: 'Guardar', addSave: 'Añadir', discard: 'Descartar', saved: '{name} está cambiada.', added: '{name} está añadida. Una regla debe llevar a ella para que venga alguien.', isClosed: '{name} está cerrada.', isReopened: '{name} vuelve a estar disponible para reglas y personas.',
    },
    hours: {
      heading: 'Horario', from: '{day}, desde', to: '{day}, hasta', add: 'Añadir horas: {day}', addShort: 'Añadir horas', remove: 'Quitar horas de {day}', off: 'cerrada', nextDay: 'hasta el día siguiente', likeMonday: 'Todos los días como el lunes', always: 'A todas horas', never: 'nunca abierta', each: 'a diario {hours}', span: '{from} – {to}', allDay: 'todo el día',
      closedDays: 'Cerrada en', closedDay: 'Cerrada el', closedName: 'Por qué, para colegas', addDay: 'Añadir un día', removeDay: 'Quitar {day}', closedHint: 'En estos días no empieza nada. Una noche que empezó la víspera sigue hasta su fin.', closedOn: 'y cerrada un día | y cerrada {n} días',
      problems: { time: 'Diga desde cuándo hasta cuándo.', endsBeforeItBegins: 'Debe acabar después de empezar.', longerThanADay: 'Como mucho un día seguido.', overlaps: 'Coincide con otras horas.', day: 'Diga qué día.', twice: 'Ese día ya está.' },
    },
    problems: { missing: 'Necesita un nombre.', tooLong: 'Como mucho 60 letras.', targetSeconds: 'De 5 a 86.400.', targetPercent: 'De 1 a 100.', maxWaiting: 'De 1 a 100.000.', taken: 'Otra cola tiene este nombre.', unknownQueue: 'Esa cola está cerrada, o es esta misma.', needed: 'Falta algo: mire lo que está marcado.', unchanged: 'Estas reglas ya están en vigor.', queues: 'Hay {n} colas, el máximo posible.' },
    conflict: {
      heading: '{who} cambió esta cola entretanto ({time}).', follows: 'Lo que usted no tocó sigue ese cambio. Mírelo y guarde otra vez.', both: 'Esto lo cambiaron los dos:', field: 'Qué', mine: 'Lo suyo', theirs: 'Lo del otro', take: 'Tomar lo del otro: {field}', takeShort: 'Tomar lo del otro', came: 'Alguien llegó a esta cola en el mismo momento. Inténtelo otra vez.',
      fields: { name: 'Nombre', spanishName: 'Nombre en español', targetSeconds: 'Responder en', targetPercent: 'De cada cien', maxWaiting: 'Máximo que espera', week: 'Horario', closedDays: 'Días cerrados' },
    },
    close: {
      open: 'Cerrar esta cola del todo', heading: '¿Qué pasa con lo que hay en ella?', conversations: 'Hay un chat en ella: pasa a | Hay {n} chats en ella: pasan a', agents: 'Un colega atiende chats de ella: desde ahora, de | {n} colegas atienden chats de ella: desde ahora, de', noQueue: 'ninguna otra cola', choose: 'Elija', rules: 'Estas reglas llevan a ella. Publique antes reglas sin ella: {rules}.',
      nobody: 'No hay nadie en ella, nadie atiende sus chats y ninguna regla lleva a ella.', turn: 'Conservan su turno.', do: 'Cerrar la cola', cancel: 'Dejarla abierta', reopen: 'Abrir otra vez', reopenOf: 'Abrir otra vez: {name}', again: 'Se puede abrir otra vez cuando sea.',
    },
    rule: {
      how: 'Un chat va adonde dice la primera regla que encaja, de arriba abajo.', add: 'Añadir una regla', list: 'Reglas, en su orden', none: 'No hay ninguna regla: no se recibe a nadie.', edit: 'Editar', editOf: 'Editar: {name}', done: 'Hecho', remove: 'Quitar', removeOf: 'Quitar: {name}', up: 'Subir: {name}', down: 'Bajar: {name}', drag: 'Arrastrar a otro lugar', moved: '{name} es ahora la regla {place} de {count}.', removed: '{name} está quitada.', undo: 'Deshacer',
      unnamed: 'sin nombre', name: 'Nombre', topics: 'Sobre', languages: 'Escrito en', reasons: 'A causa de', queue: 'Va a', skill: 'Solo a agentes con la habilidad', skillHint: 'Vacío: a cualquiera de la cola.', any: 'Nada elegido: cualquiera.', anyTopic: 'sobre cualquier cosa', anyLanguage: 'en cualquier idioma', anyReason: 'por cualquier motivo', to: '{queue}', toSkill: '{queue}, habilidad {skill}', noQueue: 'ninguna cola todavía', chooseQueue: 'Elija una cola', closedQueue: '{name} (cerrada del todo)',
      new: 'Regla nueva', changed: 'cambiada', added: 'nueva',
    },
    fault: {
      heading: 'Antes de poder publicarlas:', fine: 'Cada chat encuentra una cola, y a cada regla llega alguien.',
      noName: 'No tiene nombre.', unknownQueue: 'No lleva a ninguna cola.', closedQueue: 'Su cola está cerrada del todo.', neverReached: 'No llega nadie: la regla {rules} los toma antes. | No llega nadie: las reglas {rules} los toman antes.', nobodyWrites: 'No llega nadie: nadie escribe en estos idiomas.', noRule: 'No hay ninguna regla.',
      nobodyFits: 'Un tipo de chat no encuentra regla: {cases}. | {n} tipos de chats no encuentran regla, como: {cases}.', case: '{topic}, {language}, {reasons}', noReason: 'sin motivo', at: 'Regla {place}, {name}: {fault}',
    },
    publish: {
      heading: 'Publicar', published: 'En vigor: versión {version}, de {who}, {time}', shipped: 'Headend', nothing: 'Todavía no hay nada publicado.', same: 'Estas son las reglas en vigor.', draft: 'Borrador sobre la versión {version}', do: 'Publicar como versión {version}', discard: 'Descartar el borrador', discarded: 'El borrador está descartado.', done: 'La versión {version} está en vigor, para quien venga desde ahora.',
      meanwhile: '{who} publicó la versión {version} entretanto ({time}). Su borrador empezó sobre la versión {upon}.', theirs: 'Lo que hizo:', theyAdded: 'añadidas: {names}', theyRemoved: 'quitadas: {names}', theyChanged: 'cambiadas: {names}', theyMoved: 'puestas en otro orden', keep: 'Publicar lo mío sobre lo suyo', take: 'Tomar lo suyo, descartar lo mío', kept: 'Borrador guardado', now: 'Su borrador está ahora sobre la versión {version}. Mírelo y publique.',
    },
    compare: { heading: 'Los últimos chats por este borrador', none: 'Todavía no hubo chats.', same: 'De los últimos {looked} chats, ninguno iría a otro lugar.', some: 'De los últimos {looked} chats, {elsewhere} irían a otro lugar.', since: 'desde {time}', move: '{from} → {to}', nowhere: 'ninguna cola', skill: '{queue}, habilidad {skill}', nothing: 'Cambie las reglas para ver qué harían.' },
    tryOut: {
      heading: '¿Adónde iría este chat?', topic: 'Sobre', language: 'Escrito en', who: 'De quién', byHand: 'Motivos elegidos aquí', customer: 'De un cliente, ahora', reasons: 'A causa de', none: 'sin motivo', another: 'Otro cliente', when: 'Cuándo', now: 'Ahora', at: 'A una hora', time: 'Hora, por el reloj de la empresa', wrongTime: 'Diga un día y una hora.',
      published: 'Por la versión {version}, en vigor', draft: 'Por este borrador', goes: 'A {queue}', goesSkill: 'A {queue}, a agentes con la habilidad {skill}', by: 'Regla {place}: {name}', nowhere: 'A ninguna cola: no se recibe a nadie.', open: 'abierta entonces', shut: 'fuera de horario entonces, abre {time}', shutLong: 'fuera de horario entonces, y no abre pronto', closed: 'esa cola está cerrada del todo', unknown: 'A ninguna: su regla no lleva a ninguna cola que haya',
      passed: 'Pasadas de largo:', over: '{place}. {name}: {why}', misses: { topic: 'sobre otra cosa', language: 'otro idioma', reasons: 'sin tal motivo' }, first: 'Ninguna regla antes.', headStart: 'En su cola está como si hubiera llegado {n} s antes.', same: 'Las dos lo mandan a la misma cola.', differs: 'El borrador lo manda a otro lugar.', whose: 'Motivos de {name}: {reasons}',
    },
    history: { heading: 'Lo que se publicó', version: 'Versión {version}', rules: 'una regla | {n} reglas', by: '{who}, {time}', sameAs: 'la misma que la versión {version}', inForce: 'en vigor', bring: 'Traer al borrador', bringOf: 'Traer al borrador: versión {version}', brought: 'La versión {version} está en el borrador. Publíquela para volver a ella.' },
    move: {
      choose: 'Elegir a {name}', all: 'Elegir a todos los que se ven', chosen: 'Uno elegido | {n} elegidos', show: 'Mostrar', everybody: 'Todos', inNone: 'En ninguna cola', into: 'A', outOf: 'Fuera de', nothing: '–', do: 'Mover', clear: 'No elegir a nadie', bar: 'Mover a los elegidos entre colas', queues: 'Colas', languages: 'Idiomas', skills: 'Habilidades',
      done: 'Uno está movido. | {n} están movidos.', notDone: 'Sin mover: {who}.', changed: '{name} ({who} lo cambió entretanto)', gone: '{name} (ya no atiende chats)', queueClosed: '{name} (la cola está cerrada)', forbidden: '{name} (usted no puede)', offline: '{name} (no se sabe: no se alcanza el servidor)', failed: '{name} (falló, y quedó anotado)', again: 'Siguen elegidos: mírelos y muévalos otra vez.', noneShown: 'Nadie está en esta cola.', needed: 'Diga a qué cola, o fuera de cuál.',
    },
  },
}
