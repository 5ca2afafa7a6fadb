/** Los técnicos, como los llevan quienes planifican sus días. */
export const technicians = {
  technician: {
    page: 'Técnicos', heading: 'Quién sale, adónde y cuándo', list: 'Técnicos', find: 'Nombre, habilidad, ciudad, nodo', inService: 'En servicio', outOfService: 'Fuera de servicio', add: 'Agregar un técnico',
    none: 'Aquí no hay técnicos todavía. Agregue el primero: con horario, su tiempo se ofrece a quienes llaman.', noneOut: 'Nadie está fuera de servicio.', noneFound: 'Nadie corresponde a eso.', more: 'Hay más: escriba un nombre o elija una región.', choose: 'Elija un técnico.',
    of: '{region} · {skills}', noSkills: 'sin habilidades',
    facts: 'Datos', region: 'Región', skills: 'Habilidades', languages: 'Idiomas', start: 'El día empieza en', density: 'Calles', territory: 'Territorio', everywhere: 'en todas partes', cities: 'Ciudades', postalCodes: 'Códigos postales', nodes: 'Nodos', area: 'Un área de {count} vértices en el mapa',
    map: 'Mapa del territorio', mapHome: 'Toda la zona', mapNoGraphics: 'Este equipo no tiene gráficos para un mapa (WebGL). Los vértices se pueden escribir en cifras.', mapFailed: 'No se pudo abrir el mapa. Los vértices se pueden escribir en cifras.',
    changed: 'Cambiado {moment} por {who}',
    densities: { core: 'centro, lentas', city: 'ciudad', suburb: 'afueras', country: 'carreteras, rápidas' },
    change: 'Cambiar', hours: 'Fijar horario', leave: 'Poner fuera de servicio', back: 'Devolver al servicio',
    comingHours: 'Horario de las próximas cuatro semanas', noHours: 'No hay horario desde hoy: su tiempo no se ofrece a nadie.', hoursUntil: 'Hay horario hasta el {day}.', break: 'pausa de {minutes} min', away: { sick: 'de baja desde las {time}', leave: 'con permiso desde las {time}', training: 'en formación desde las {time}', other: 'ausente desde las {time}' },
    isOut: 'Ya no sale. Las visitas pasadas conservan el nombre; el horario fijado queda para cuando vuelva.',
    form: {
      add: 'Agregar un técnico', change: 'Cambiar a {name}', name: 'Nombre', region: 'Región', regionHint: 'Su propia palabra, por la que se divide el tablero.', density: 'Qué tan rápidas son las calles', skills: 'Habilidades', skillsHint: 'Separadas por comas. Las visitas las piden palabra por palabra.',
      languages: 'Idiomas', languagesHint: 'Códigos, como en, es, zh-Hans.', place: 'Dónde empieza el día: latitud, longitud', placeHint: 'Como lo escriben los mapas: 40.9312, -73.8988', placeOf: 'Como en una cabecera o un hub', placeChoose: 'elija…',
      territory: 'Territorio', territoryHint: 'Quien vive en alguno de estos es suyo. Todo vacío: en todas partes.', cities: 'Ciudades', postalCodes: 'Códigos postales', nodes: 'Nodos de la red', newTowns: 'Ningún otro técnico tiene estas ciudades; revise las letras: {words}', save: 'Guardar', addSave: 'Agregar', discard: 'Descartar',
      stays: 'Lo que ya se le dio sigue siendo suyo. El tablero muestra dónde ya no le corresponde.',
      areaWrong: { tooFew: 'Una zona tiene al menos tres vértices.', tooMany: 'Como máximo {most} vértices.', tooWide: 'Mide más de 500 km de ancho o de alto: nadie recorre eso en un día.', tooSmall: 'Mide menos de 100 metros cuadrados: es un clic y no una zona.', crossing: 'La línea se cruza a sí misma: debe dar la vuelta una sola vez.' },
      wrong: { missing: 'Falta decirlo.', tooMany: 'Es demasiado.', tooLong: 'Es demasiado largo.', tag: 'Los códigos son dos o tres letras minúsculas, como en o es.', place: 'Dos números de grados: latitud y luego longitud.' },
    },
    set: {
      heading: 'Horario de {name}', days: 'Días', from: 'Primer día', to: 'Último día', week: 'Semana', works: 'Trabaja', begins: 'Empieza', ends: 'Termina', pause: 'Pausa', nextDay: 'día siguiente', likeMonday: 'Todos como el lunes', breakHeading: 'Pausa', breakMinutes: 'Minutos', breakFrom: 'Empieza entre', breakTo: 'y', save: 'Fijar este horario',
      hint: 'En estos días el horario será este; los días sin marcar serán libres. Quien falta todo el día sigue ausente, también tras un día libre; quien se fue durante el día, si el nuevo horario sigue después de esa hora.', nights: 'Las horas son las del reloj de pared del operador, también en las noches en que cambia.',
    },
    serviceHeading: 'Poner a {name} fuera de servicio', serviceWords: 'Su tiempo ya no se ofrece a nadie, y lo que se reserva de él para quienes llaman termina. Quien tiene una visita pendiente no puede irse.', sure: 'Poner fuera de servicio',
    inTheWay: { toCome: 'No se puso fuera de servicio: estas visitas están pendientes. Déselas antes a otra persona.', outside: 'No se cambió nada: estas visitas quedarían fuera del nuevo horario. Muévalas antes.', list: 'Visitas que lo impiden', more: 'Puede haber más; se muestran las primeras.', board: 'Tablero del {day}', visit: '{reference} · {who}', promised: 'prometida {window}', planned: 'planificada {moment}', gone: 'Entretanto se movieron. Inténtelo de nuevo.', unread: 'No se pudo leer qué visitas son.' },
    conflict: '{who} cambió entretanto a este técnico. Lo que usted no tocó aquí sigue ese cambio; mírelo y guarde de nuevo.', notSent: 'No se cambió nada: no se puede contactar al servidor. Lo que escribió queda aquí.', onDay: '{day}: {problem}',
    problems: {
      noHours: 'Eso no es tiempo alguno.', tooLong: 'Nadie trabaja más de 16 horas seguidas.', breakHalf: 'La pausa necesita minutos (1 a 120) y entre qué horas empieza.', breakOutside: 'La pausa no cabe en este horario.', time: 'Diga desde cuándo hasta cuándo.', nightBefore: 'Empieza antes de que termine la noche anterior.',
      past: 'Los días pasados conservan su horario.', before: 'El último día es anterior al primero.', tooFar: 'El horario se fija para un año como máximo.', tooMany: 'Como máximo 92 días a la vez.', day: 'Diga el día.', inactive: 'Este técnico está fuera de servicio.', taken: 'Ya se había agregado.', nodes: 'No están en la red: {nodes}',
    },
    done: { added: '{name} está agregado. Fije ahora su horario.', changed: '{name} está cambiado.', hours: 'El horario de {name} está fijado.', out: '{name} está fuera de servicio.', back: '{name} está de nuevo en servicio.' },
  },
} as const
