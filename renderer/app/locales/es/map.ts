/** What each map has. */
export const map = {
  map: { zoomIn: 'Más cerca', zoomOut: 'Más lejos', noStreets: 'Ahora no se pueden leer las calles del operador; el mapa está sin ellas.' },
} as const
