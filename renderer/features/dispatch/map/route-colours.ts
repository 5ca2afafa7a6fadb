/** Colours of the technicians' ways, told apart in light and in dark. There are more people than colours: the name and the numbers say who it is. */
export const ROUTE_COLOURS = 8
/** Each 4.5:1 against the map's ground, since numbers stand in them. */
export const routeColours: Record<'light' | 'dark', readonly string[]> = {
  light: ['#1d5bb8', '#8a3b12', '#0b6a70', '#7a3fb0', '#5a6110', '#a8246f', '#46566b', '#6b4a1e'],
  dark: ['#82b2f6', '#f5a26f', '#5fcfd4', '#c79bf2', '#bccb5c', '#f29bc6', '#b3c0d0', '#d9b38a'],
}
