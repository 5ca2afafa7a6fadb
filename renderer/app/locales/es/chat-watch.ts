import type { chatWatch as english } from '../en/chat-watch.ts'
import type { Shape } from '../shape.ts'

/** De qué se avisa a quienes supervisan, y qué fue de todos los que vinieron. */
export const chatWatch: Shape<typeof english> = {
  chatAlert: {
    heading: 'Avisos', none: 'Ningún aviso: nada está por incumplirse.', count: 'Un aviso que nadie ha visto | {n} avisos que nadie ha visto', raised: 'Aviso: {queue}: {what}',
    queue: '{queue}:', broken: 'El objetivo no se cumple.', soon: 'Pronto.',
    late: 'el primero ha esperado {time}; se prometen {target}.', half: 'el primero espera {time} de {target}, y no hay lugar libre para él.', pace: 'a este ritmo el último que espera tendrá respuesta a los {time}; se prometen {target}.', eased: 'ha mejorado. El aviso termina si sigue así tres minutos.',
    share: 'el {n} % de quienes vinieron en la última hora tuvo respuesta a tiempo; la meta es {goal} %.', nobodyThere: 'está abierta y nadie toma chats: a quien viene no se le atiende.',
    since: 'desde las {time}', see: 'Me ocupo', seeOf: 'Me ocupo: {queue}', seen: 'Se ocupa {who}, {time}', over: 'Ese aviso ya terminó.',
    away: 'Ausentes, en su puesto', bringBack: 'Devolver', bringBackOf: 'Devolver: {name}', awayFor: '{name}: {reason}, {time}', elsewhere: 'Libres en otras colas', take: 'Que tome también esta cola', takeOf: 'Que tome también esta cola: {name}', moved: '{name} toma también {queue} desde ahora.', notMoved: 'No se hizo: {name} fue cambiado entretanto. Véalo abajo entre las personas.', freeOf: '{name}: un lugar libre | {name}: {n} lugares libres', nobody: 'Nadie de esta cola está ausente en su puesto, y nadie de otra tiene lugar libre.', more: 'y {n} más',
    notify: { title: 'Chats: {queue}', wait: 'Los clientes esperarán más de lo prometido.', share: 'Muy pocos tienen respuesta a tiempo.', nobodyThere: 'Abierta, y nadie toma chats.' },
    command: 'Panel de chats: avisos', lastHour: '{n} % en la última hora, meta {goal} %', forecast: 'último de la fila: unos {time}', atOnce: 'y {n} enseguida', today: 'A tiempo hoy', ofToday: '{inTime} de {all}', unanswered: 'esperan respuesta hace {time}',
  },
  chatHistory: {
    page: 'Historial de chats', heading: 'Historial de chats', from: 'Desde', to: 'Hasta', queue: 'Cola', all: 'Todas las colas', today: 'Hoy', week: '7 días', month: '28 días', reload: 'Leer de nuevo',
    wrongRange: 'De 1 a 92 días, el primero antes que el último.', empty: 'Nadie vino en estos días.', zone: 'Días y horas del reloj del operador ({zone}).',
    by: 'Mostrado por', hours: 'Hora', days: 'Día', queues: 'Cola', agents: 'Agente', hour: '{n}:00', again: '{n}:00, otra vez', people: 'Chats y cómo se respondieron', waits: 'Tiempo de espera', picture: 'Gráfico de chats por {by}: vinieron {came}, {inTime} con respuesta a tiempo, {late} más tarde, {abandoned} se fueron esperando. La tabla de abajo dice lo mismo.', firstShown: 'El gráfico muestra los primeros {n}, la tabla todos.',
    came: 'Vinieron', inTime: 'A tiempo', late: 'Más tarde', abandoned: 'Se fueron esperando', leftAtOnce: 'Se fueron enseguida', wait: 'Espera, mediana', waitP90: 'Espera, 90 %', handle: 'Atención, mediana', handleP90: 'Atención, 90 %', transferred: 'Pasados', returned: 'Devueltos', missed: 'Ofertas perdidas', declined: 'Rechazadas', accepted: 'Aceptados', stillWaiting: 'esperan aún',
    share: '{n} %', of: '{n} de {all}', nothing: '–', within: 'con respuesta a tiempo, de los respondidos y los que se fueron esperando', nine: 'nueve de diez en {time}', atOnce: 'otros {n} se fueron en 10 s', offers: '{n} ofertas perdidas o rechazadas',
    export: 'Exportar como CSV', exporting: 'Exportando', exported: '{name} está guardado.', cancelled: 'No se guardó nada.', failed: 'No se pudo guardar ({code}).', offline: 'No se puede mostrar el historial: no se alcanza el servidor.', table: 'Chats por {by}',
    hint: 'A tiempo: aceptado dentro de lo que la cola prometía entonces. Se fueron esperando: desistieron, o cerraron su página, antes de que alguien aceptara; en 10 s se cuenta aparte. Atención: desde que se acepta hasta el final, con el cierre.',
  },
}
