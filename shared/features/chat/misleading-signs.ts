/**
 * Signs that turn the direction of what stands around them, and such as nobody sees (UTS 55): a text could look like another one.
 * Joiners stay: emoji and some scripts are written with them.
 */
const TRICKS = /[\u061c\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]/gu

export const withoutTricks = (text: string): string => text.replace(TRICKS, '')
