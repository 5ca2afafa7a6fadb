/** What each map has. */
export const map = {
  map: {
    zoomIn: 'Closer', zoomOut: 'Farther', noStreets: 'The operator’s streets cannot be read now; the map is there without them.',
    corner: 'Corner {number}',
    corners: 'No corner | One corner | {count} corners',
    drawHint: 'Press to set a corner, drag one to move it. Enter or a double press ends, Backspace takes the last one away. By keys: arrows move the map, Space sets a corner at the cross.',
    area: {
      legend: 'Area on the map', draw: 'Draw on the map', redraw: 'Change on the map', drawing: 'Stop drawing', none: 'None is drawn.', back: 'Back to the last right shape', clear: 'No area',
      typed: 'Corners in figures', latitude: 'Latitude', longitude: 'Longitude', latitudeOf: 'Latitude of corner {number}', longitudeOf: 'Longitude of corner {number}', removeCorner: 'Take corner {number} away', add: 'Add a corner',
      unread: 'A figure cannot be read: it is degrees, such as 40.93, up to 85 of latitude and 180 of longitude.', notAdded: 'A corner is typed and not added: add it, or empty its two figures.',
    },
  },
} as const
