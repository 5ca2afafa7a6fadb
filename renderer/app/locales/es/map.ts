/** What each map has. */
export const map = {
  map: {
    zoomIn: 'Más cerca', zoomOut: 'Más lejos', noStreets: 'Ahora no se pueden leer las calles del operador; el mapa está sin ellas.',
    corner: 'Esquina {number}',
    corners: 'Ninguna esquina | Una esquina | {count} esquinas',
    drawHint: 'Pulse para poner una esquina, arrastre una para moverla. Intro o doble pulsación termina, Retroceso quita la última. Con teclas: las flechas mueven el mapa, Espacio pone una esquina en la cruz.',
    area: {
      legend: 'Zona en el mapa', draw: 'Dibujar en el mapa', redraw: 'Cambiar en el mapa', drawing: 'Dejar de dibujar', none: 'No hay ninguna dibujada.', back: 'Volver a la última forma correcta', clear: 'Sin zona',
      typed: 'Esquinas en cifras', latitude: 'Latitud', longitude: 'Longitud', latitudeOf: 'Latitud de la esquina {number}', longitudeOf: 'Longitud de la esquina {number}', removeCorner: 'Quitar la esquina {number}', add: 'Añadir una esquina',
    },
  },
} as const
