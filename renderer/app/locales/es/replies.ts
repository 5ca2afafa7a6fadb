import type { replies as english } from '../en/replies.ts'
import type { Shape } from '../shape.ts'

/** Respuestas preparadas en un chat, y dónde se mantienen. */
export const replies: Shape<typeof english> = {
  reply: {
    page: 'Respuestas preparadas', entry: 'Respuestas', heading: 'Respuestas preparadas: las suyas y las de todos', list: 'Respuestas preparadas',
    how: 'Se escriben en un chat, o en una nota de una cuenta, como una barra y el nombre. La respuesta entra en el idioma del cliente, con lo que se sabe y se le puede decir; lo demás queda como hueco, y nada se envía con un hueco.',
    own: 'Suyas', ofAll: 'Compartidas', ownInstead: 'Suya, en lugar de la compartida', hidden: 'Usted tiene una propia con este nombre',
    fellBack: '{language}: no hay otro texto', fellBackTaken: '{name} no tiene texto en el idioma del cliente. Este es otro: {language}.',
    gaps: 'un hueco por completar | {n} huecos por completar', gapsLeft: 'Por completar antes de enviar: {what}.', gapsInNote: 'Por completar: {what}.', gapsRefused: 'No se envió y nada se perdió. Complete primero: {what}.', gapWhy: '{what} ({why})', nextGap: 'Siguiente',
    why: { notLinked: 'nadie ha dicho de quién es la cuenta', notVerified: 'no se ha verificado quién es', unknown: 'no se sabe' },
    variables: {
      customerFirstName: 'nombre de pila', customerName: 'nombre', agentName: 'nombre del agente', operatorName: 'nombre del operador', operatorPhone: 'teléfono del operador',
      balance: 'lo que se debe', dueDate: 'cuándo vence', outageEta: 'cuándo termina la interrupción',
    },
    found: 'Una respuesta preparada. Las flechas eligen, Intro la pone, Escape cierra. | {n} respuestas preparadas. Las flechas eligen, Intro pone una, Escape cierra.',
    keys: 'Las flechas eligen · Intro la pone · Esc cierra', waits: 'Un momento: se pregunta qué se le puede decir', keepThem: 'Editarlas', noMatch: 'No hay respuesta preparada para /{word}. Escape cierra la lista, y es texto como cualquier otro.', none: 'Todavía no hay respuestas preparadas.',
    command: { open: 'Respuesta preparada', gap: 'Al siguiente hueco por completar' },
    find: 'Nombre o texto', newOwn: 'Nueva suya', newShared: 'Nueva para todos', of: 'Respuesta preparada {name}', choose: 'Elija una a la izquierda o empiece una nueva.', isGone: 'Esta ya no existe.',
    noOwn: 'Todavía no tiene ninguna.', noShared: 'Todavía no hay ninguna para todos.', noneFound: 'Ninguna con esto.',
    name: 'Nombre', nameHint: 'Letras y cifras, con guiones entre palabras. Se escribe tras la barra.', english: 'En inglés', spanish: 'En español',
    variablesHeading: 'Variables', variablesHow: 'Las variables se llenan al poner la respuesta. Lo que se debe, y cuándo, no se dice a nadie sin verificar. Pulse una para ponerla donde escribía:', gapHow: 'Un hueco que el agente completa a mano:',
    previewIn: 'Idioma del cliente: {language}', previewHow: 'Con datos inventados.', previewEmpty: 'nada todavía',
    changedAt: 'Último cambio de {who}, {when}', save: 'Guardar', discard: 'Descartar lo escrito', remove: 'Quitar', keepIt: 'Dejarla', removeSure: '¿Quitar {name}? No se puede recuperar.', copy: 'Tomarla como mía', earlier: 'Antes empezó una nueva: es la que está aquí, y {name} no se ha tomado.', takeInstead: 'Descartarla y tomar {name}',
    saved: '{name} está guardada.', removed: '{name} se quitó.', changed: 'Alguien la cambió mientras tanto. Lo que escribió sigue aquí; mire lo que hay ahora.', tooMany: 'Ya hay {n}. Quite una primero.',
    stale: '{who} la cambió mientras tanto. Inglés: {english} – Español: {spanish}', gone: 'Alguien la quitó mientras tanto. Lo que escribió se puede guardar como nueva.', takeTheirs: 'Tomar lo que hay', keepMine: 'Seguir con lo mío',
    problems: { replyName: 'Letras y cifras, un guion entre ellas, 40 como máximo.', noText: 'Un texto en al menos uno de los dos idiomas.', tooLong: '1000 letras como máximo.', unknownVariable: 'Hay algo entre llaves que no es una variable. Las que hay están abajo.' },
  },
}
