/** What each map has. */
export const map = {
  map: { zoomIn: 'Closer', zoomOut: 'Farther', noStreets: 'The operator’s streets cannot be read now; the map is there without them.' },
} as const
