import type { outagesMap as english } from '../en/outages-map.ts'
import type { Shape } from '../shape.ts'

export const outagesMap: Shape<typeof english> = {
  outageMap: {
    region: 'Mapa de interrupciones',
    canvas: 'Mapa. Las flechas lo mueven, más y menos acercan y alejan, Intro pulsa lo que está bajo la cruz del centro.',
    home: 'Toda la red',
    noGraphics: 'Este equipo no tiene gráficos para un mapa (WebGL). Todo lo que mostraría está en la lista.',
    failed: 'No se pudo abrir el mapa. Todo lo que mostraría está en la lista.',
    stateUnread: 'Ahora no se puede leer cuántos módems están sin conexión.',
    legend: 'Qué significan las marcas',
    levels: { unknown: 'nodo: no se sabe nada de sus módems', usual: 'nodo: módems como siempre', some: 'nodo: 10 % de sus módems sin conexión o más', many: 'nodo: la mitad de sus módems sin conexión o más' },
    sites: 'cabecera o concentrador', taps: 'derivador', premises: 'domicilio de un cliente',
    more: 'Aquí hay más derivadores o domicilios de los que se dibujan: acerque el mapa para verlos.',
    placeless: 'Nada de esta tiene lugar en la red: está solo en la lista.',
    pickHint: 'Pulse un nodo para incluirlo o quitarlo. Con teclas: las flechas mueven el mapa, Espacio toma el nodo en la cruz. Escape termina.',
    pickedIn: '{code} está incluido', pickedOut: '{code} ya no está incluido',
    offline: '{share} % de {count} módems sin conexión en sus nodos',
    offlineNone: 'ningún módem sin conexión en sus nodos',
    filter: { town: 'Localidad', anyTown: 'Cualquier localidad', service: 'Servicio', phase: 'Fase', anyService: 'Cualquier servicio', anyPhase: 'Cualquier fase' },
    time: { heading: 'Momento del mapa y de la lista', label: 'Últimas 48 horas', now: 'Ahora', then: '{time}', heard: 'módems según los datos de: {time}', back: 'Ahora', past: 'La lista y el mapa están como estaban en el momento elegido debajo del mapa. Lo que se lee aquí de cada una está como ahora.', nonePast: 'Entonces no había interrupciones ni trabajos previstos, según el historial.' },
    nodes: 'Nodos con módems sin conexión', nodesNone: 'Ningún nodo tiene módems sin conexión, según la telemetría.', nodesUnknown: 'Aún no se sabe nada de los módems.', nodeLine: '{code}: {offline} de {modems} sin conexión ({share} %)', nodesMore: 'y {count} más',
    area: { pick: 'Elegir nodos en el mapa', picking: 'Dejar de elegir' },
  },
}
