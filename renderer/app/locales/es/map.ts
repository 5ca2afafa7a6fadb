/** What each map has. */
export const map = {
  map: {
    zoomIn: 'Más cerca', zoomOut: 'Más lejos', noStreets: 'Ahora no se pueden leer las calles del operador; el mapa está sin ellas.',
    corner: 'Vértice {number}',
    corners: 'Ningún vértice | Un vértice | {count} vértices',
    drawHint: 'Pulse para poner un vértice, arrastre uno para moverlo. Intro o doble pulsación termina, Retroceso quita el último. Con teclas: las flechas mueven el mapa, Espacio pone un vértice en la cruz.',
    area: {
      legend: 'Zona en el mapa', draw: 'Dibujar en el mapa', redraw: 'Cambiar en el mapa', drawing: 'Dejar de dibujar', none: 'No hay ninguna dibujada.', back: 'Volver a la última forma correcta', clear: 'Sin zona',
      typed: 'Vértices en cifras', latitude: 'Latitud', longitude: 'Longitud', latitudeOf: 'Latitud del vértice {number}', longitudeOf: 'Longitud del vértice {number}', removeCorner: 'Quitar el vértice {number}', add: 'Agregar un vértice',
      unread: 'Una cifra no se puede leer: son grados, como 40.93, hasta 85 de latitud y 180 de longitud.', notAdded: 'Hay un vértice escrito sin agregar: agréguelo o borre sus dos cifras.',
    },
  },
} as const
