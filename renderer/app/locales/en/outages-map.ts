/** Outages on the map. */
export const outagesMap = {
  outageMap: {
    region: 'Map of outages',
    canvas: 'Map. Arrow keys move it, plus and minus zoom, Enter presses what is under the cross in the middle.',
    home: 'The whole plant',
    noGraphics: 'This computer has no graphics for a map (WebGL). All that it would show is in the list.',
    failed: 'The map could not be opened. All that it would show is in the list.',
    stateUnread: 'How many modems are offline cannot be read now.',
    legend: 'What the marks mean',
    levels: { unknown: 'node: nothing known of its modems', usual: 'node: modems as usual', some: 'node: 10 % of its modems offline or more', many: 'node: half of its modems offline or more' },
    sites: 'headend or hub', taps: 'tap', premises: 'a customer’s address',
    more: 'There are more taps or addresses here than are drawn: move closer to see them.',
    placeless: 'Nothing of this one has a place in the plant: it stands in the list alone.',
    pickHint: 'Press a node to take it in or out. By keys: arrows move the map, Space takes the node at the cross. Escape ends.',
    pickedIn: '{code} is in', pickedOut: '{code} is out again',
    offline: '{share} % of {count} modems offline at its nodes',
    offlineNone: 'no modem offline at its nodes',
    filter: { town: 'Town', anyTown: 'Any town', service: 'Service', phase: 'Phase', anyService: 'Any service', anyPhase: 'Any phase' },
    time: { heading: 'Time of the map and the list', label: 'Last 48 hours', now: 'Now', then: '{time}', heard: 'modems as of {time}', back: 'Now', past: 'The list and the map are as they were at the time below the map. What is read here of one of them is as it is now.', nonePast: 'Nothing was out then, and no work was planned, as far as the history says.' },
    nodes: 'Nodes with modems offline', nodesNone: 'No node has modems offline, as far as telemetry says.', nodesUnknown: 'Nothing is known of modems yet.', nodeLine: '{code}: {offline} of {modems} offline ({share} %)', nodesMore: 'and {count} more',
    area: { pick: 'Pick nodes on the map', picking: 'Stop picking' },
  },
} as const
