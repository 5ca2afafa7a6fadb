/** Outages on the map. */
export const outagesMap = {
  outageMap: {
    region: 'Map of outages',
    canvas: 'Map. Arrow keys move it, plus and minus zoom, Enter presses what is under the cross in the middle.',
    zoomIn: 'Closer', zoomOut: 'Farther', home: 'The whole plant',
    noGraphics: 'This computer has no graphics for a map (WebGL). All that it would show is in the list.',
    failed: 'The map could not be opened. All that it would show is in the list.',
    noStreets: 'The operator’s streets cannot be read now; the map is there without them.',
    legend: 'What the marks mean',
    levels: { unknown: 'node: nothing known of its modems', usual: 'node: modems as usual', some: 'node: 10 % of its modems offline or more', many: 'node: half of its modems offline or more' },
    sites: 'headend or hub', taps: 'tap', premises: 'a customer’s address',
    placeless: 'Nothing of this one has a place in the plant: it stands in the list alone.',
    corner: 'Corner {number}',
    corners: 'No corner | One corner | {count} corners',
    drawHint: 'Press to set a corner, drag one to move it. Enter or a double press ends, Backspace takes the last one away. By keys: arrows move the map, Space sets a corner at the cross.',
    pickHint: 'Press a node to take it in or out. By keys: arrows move the map, Space takes the node at the cross. Escape ends.',
    pickedIn: '{code} is in', pickedOut: '{code} is out again',
    offline: '{share} % of {count} modems offline at its nodes',
    offlineNone: 'no modem offline at its nodes',
    filter: { service: 'Service', phase: 'Phase', anyService: 'Any service', anyPhase: 'Any phase' },
    time: { heading: 'Time of the map and the list', label: 'Last 48 hours', now: 'Now', then: '{time}', back: 'Now', past: 'The list and the map are as they were at the time below the map. What is read here of one of them is as it is now.', nonePast: 'Nothing was out then, and no work was planned, as far as the history says.' },
    nodes: 'Nodes with modems offline', nodesNone: 'No node has modems offline, as far as telemetry says.', nodesUnknown: 'Nothing is known of modems yet.', nodeLine: '{code}: {offline} of {modems} offline ({share} %)', nodesMore: 'and {count} more',
    area: {
      legend: 'Area on the map', draw: 'Draw on the map', redraw: 'Change on the map', drawing: 'Stop drawing', pick: 'Pick nodes on the map', picking: 'Stop picking', none: 'None is drawn.', back: 'Back to the last right shape', clear: 'No area',
      typed: 'Corners in figures', latitude: 'Latitude', longitude: 'Longitude', latitudeOf: 'Latitude of corner {number}', longitudeOf: 'Longitude of corner {number}', removeCorner: 'Take corner {number} away', add: 'Add a corner',
    },
  },
} as const
